import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import { describeIssues } from '../http/describe-issues.ts';
import { hasRawHtml } from './markdown.ts';

/**
 * What a service may answer: CDS Hooks 2.0.1, "CDS Service Response", narrowed to what we send. Never
 * `critical`, which some EHRs show as a pop-up that stops the clinician; never `systemActions`.
 */

const text = z.string().trim().min(1);
const webAddress = z.url({ protocol: /^https?$/ });

export const codingSchema = z.strictObject({ system: text, code: text, display: text.optional() });
export type Coding = z.infer<typeof codingSchema>;

/** Epic keys its memory of overridden cards by this code, so it is the same for every card of one kind. */
const topicSchema = codingSchema.extend({ code: z.string().regex(/^[A-Za-z0-9]+$/) });

/** Clients show these as choices, so each needs its text. */
export const overrideReasonSchema = codingSchema.extend({ display: text });
export type OverrideReason = z.infer<typeof overrideReasonSchema>;

export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['create', 'update']), description: text, resource: resourceSchema }),
  z.strictObject({
    type: z.literal('delete'),
    description: text,
    resourceId: z.string().regex(/^[A-Z][A-Za-z]*\/[A-Za-z0-9\-._]+$/),
  }),
]);
export type Action = z.infer<typeof actionSchema>;

export const suggestionSchema = z.strictObject({
  uuid: z.uuid(),
  label: text,
  isRecommended: z.boolean().optional(),
  actions: z.array(actionSchema).optional(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;

export const linkSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('absolute'), label: text, url: webAddress }),
  z.strictObject({ type: z.literal('smart'), label: text, url: webAddress, appContext: text.optional() }),
]);
export type Link = z.infer<typeof linkSchema>;

const extensionSchema = z.record(z.string().regex(/^[a-z]+(\.[a-z0-9-]+)+$/), z.unknown());

export const cardSchema = z
  .strictObject({
    uuid: z.uuid(),
    summary: text.max(139),
    detail: text.refine((detail) => !hasRawHtml(detail), { error: 'must not hold raw HTML' }).optional(),
    indicator: z.enum(['info', 'warning']),
    source: z.strictObject({
      label: text,
      url: webAddress.optional(),
      icon: webAddress.optional(),
      topic: topicSchema,
    }),
    suggestions: z.array(suggestionSchema).optional(),
    selectionBehavior: z.enum(['at-most-one', 'any']).optional(),
    overrideReasons: z.array(overrideReasonSchema).optional(),
    links: z.array(linkSchema).optional(),
    extension: extensionSchema.optional(),
  })
  .refine((card) => card.suggestions === undefined || card.selectionBehavior !== undefined, {
    error: 'is needed with suggestions',
    path: ['selectionBehavior'],
  });
export type Card = z.infer<typeof cardSchema>;

export const cdsResponseSchema = z.strictObject({
  cards: z.array(cardSchema),
  extension: extensionSchema.optional(),
});
export type CdsResponse = z.infer<typeof cdsResponseSchema>;

/** Nothing to say, which is the answer to most requests. */
export const NO_CARDS: CdsResponse = { cards: [] };

/**
 * The last look at a response before it is sent whole: a mistake in it is ours.
 *
 * @throws CodedError `internal` naming the element, without its value
 */
export function checkResponse(response: CdsResponse): CdsResponse {
  const parsed = cdsResponseSchema.safeParse(response);
  if (!parsed.success) throw new CodedError('internal', `the response: ${describeIssues(parsed.error)}`);
  const hollow = findHollow(parsed.data.cards, 'cards') ?? findHollow(parsed.data.extension, 'extension');
  if (hollow) throw new CodedError('internal', `the response: ${hollow} is empty`);
  return parsed.data;
}

/** Path of the first null, "", [] or {} in it; CDS Hooks allows none but `cards: []` ("Use of JSON"). */
function findHollow(value: unknown, path: string): string | undefined {
  if (value === null || value === '') return path;
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0 && path !== 'cards') return path;
  for (const [key, child] of entries) {
    const hollow = findHollow(child, `${path}.${key}`);
    if (hollow) return hollow;
  }
  return undefined;
}
