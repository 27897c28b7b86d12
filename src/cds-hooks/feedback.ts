import { z } from 'zod';
import { codesSchema } from './codes.ts';
import { checkedBody } from '../http/checked-body.ts';
import { storableText } from './storable-text.ts';

/** What became of a card: CDS Hooks 2.0.1, "Feedback". */

const MAX_ITEMS = 1000;
const EARLIEST = new Date('2000-01-01T00:00:00Z');
/** An offset can carry the year 9999 into the next, which no database reads. */
const LATEST = new Date('2100-01-01T00:00:00Z');

// Ids and times go into a database, so they hold only what every database takes.
const id = z.string().regex(/^[\x21-\x7e]{1,200}$/, { error: 'must be an id' });
const timestamp = z.iso
  .datetime({ offset: true, local: true })
  // Without an offset it is UTC, as in the specification's examples.
  .transform((text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`))
  .refine((date) => date >= EARLIEST && date < LATEST, { error: 'must be a time of 2000 to 2099' })
  .transform((date) => date.toISOString());

const overrideReason = z.object({
  // Clients write null for what the clinician left open.
  reason: codesSchema.nullish().transform((codes) => codes?.[0]),
  userComment: storableText(4000)
    .nullish()
    .transform((comment) => comment ?? undefined),
});
const overrideReasons = z
  .union([z.array(overrideReason), overrideReason.transform((reason) => [reason])])
  .nullish();

const itemSchema = z
  .object({
    card: id,
    outcome: z.enum(['accepted', 'overridden']),
    outcomeTimestamp: timestamp,
    acceptedSuggestions: z.array(z.object({ id })).nullish(),
    overrideReason: overrideReasons,
    /** Epic's spelling. */
    overrideReasons,
  })
  .transform((item) => ({
    card: item.card,
    outcome: item.outcome,
    outcomeTimestamp: item.outcomeTimestamp,
    acceptedSuggestions: (item.acceptedSuggestions ?? []).map((suggestion) => suggestion.id),
    overrideReasons: [...(item.overrideReason ?? []), ...(item.overrideReasons ?? [])],
  }));

const feedbackSchema = z.object({ feedback: z.array(itemSchema).max(MAX_ITEMS) });

/** `userComment` is free text of a clinician: it may hold anything about the patient, so it is never logged. */
export type FeedbackItem = z.infer<typeof itemSchema>;

export interface ReceivedFeedback {
  readonly issuer: string;
  readonly serviceId: string;
  readonly items: readonly FeedbackItem[];
}

export interface FeedbackStore {
  /**
   * Keeps all items or none. The same item again (card, outcome and timestamp) changes nothing, as clients
   * repeat what they are unsure of. Items on cards that we never showed to this issuer are counted.
   */
  save(feedback: ReceivedFeedback): Promise<{ readonly unknownCards: number }>;
}

/** @throws CodedError `request/malformed` for the whole batch when one item is */
export function parseFeedback(body: unknown): FeedbackItem[] {
  return checkedBody(feedbackSchema, body).feedback;
}
