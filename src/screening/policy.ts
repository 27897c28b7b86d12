import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { PUBLISHED_CUTOFFS } from '../mscore/published-cutoffs.ts';
import { contradictions } from './policy-contradictions.ts';
import { messageFor, sentence } from './policy-sentences.ts';
import { SUPPRESSOR_KINDS } from './record.ts';
import { siteCodesSchema } from './site-codes.ts';

/** Languages that cards are written in (`cds-services/texts`). */
export const LANGUAGES = ['en', 'sk'] as const;
export type Language = (typeof LANGUAGES)[number];

const months = z.number().int().min(0).max(600);
const age = z.number().int().min(0).max(120);

/** What is published for the M-score, by the ids that `mscore cutoffs` prints. */
const PUBLISHED = new Map(
  PUBLISHED_CUTOFFS.flatMap(({ id, score, value, source }) =>
    score === 'm' && value !== null ? [[id, { value, source }] as const] : [],
  ),
);

const cutoffSchema = z.preprocess(
  (written, context) => {
    if (typeof written !== 'string') return written;
    const published = PUBLISHED.get(written);
    if (published) return { ...published };
    context.addIssue(
      `must be {"value", "source"} or one of the published ones for the M-score: ${[...PUBLISHED.keys()].join(', ')}`,
    );
    return z.NEVER;
  },
  // 0 is the mean of young healthy women.
  z.strictObject({ value: z.number().gt(0).max(100), source: z.string().trim().min(1).max(200) }),
);

/** A module of rules: on or off, and which version of it decides; others than the listed this program has not. */
const module = (versions: readonly [string, ...string[]], on: boolean) =>
  z
    .strictObject({ on: z.boolean().default(on), version: z.enum(versions).default(versions[0]) })
    .prefault({});

/** The site's rules and cut-off (design, "Words"); every field but the id has a default. */
export const policySchema = z
  .strictObject({
    id: z.string().trim().min(1).max(100),
    /** The site's own count; a decision says by which one it was made. */
    version: z.string().trim().min(1).max(50).default('1'),
    /** The M-score is not validated in others (seed paper, Research set). */
    sexes: z
      .array(z.enum(['female', 'male']))
      .min(1)
      .default(['female']),
    /** Years; below it no card. */
    minimumAge: age.default(50),
    /** Years; from it on a DEXA is suggested, below it a risk assessment first (USPSTF 2025). */
    referAge: age.default(65),
    /** A DEXA within these months makes another one pointless. */
    dexaIntervalMonths: months.default(24),
    /** A bone drug that was stopped within these months still changes what the marrow says. */
    drugLookBackMonths: months.default(24),
    /** Suppressors that count; one that is left out counts. */
    suppressors: z.partialRecord(z.enum(SUPPRESSOR_KINDS), z.boolean()).default({}),
    /** What the site's own codes and words mean, beside the built-in lists and those of the configuration. */
    codes: siteCodesSchema.default({}),
    /** Goes before the cut-off in the reference; without either there is no card. */
    cutoff: cutoffSchema.nullable().default(null),
    /** Whether a record that could not be read completely forbids a card, or is only mentioned on it. */
    requireCompleteRecord: z.boolean().default(false),
    /** What decides: the M-score of images, and the rule that looks at none; each by itself. */
    modules: z
      .strictObject({ imageScore: module(['1'], true), noImageRule: module(['1'], false) })
      .prefault({}),
    /** Decide, keep and log, but show nothing. */
    shadow: z.boolean().default(false),
    /** What cards are written in. */
    language: z.enum(LANGUAGES).default('en'),
    /** Whether Accept-Language of a request goes before `language`. */
    languageFromRequest: z.boolean().default(false),
  })
  .superRefine((policy, context) => {
    for (const { path, message } of contradictions(policy))
      context.addIssue({ code: 'custom', path, message });
  });

export type Policy = z.infer<typeof policySchema>;

/** The rules as published, and no cut-off: a site that configures nothing sees no card. */
export const defaultPolicy: Policy = policySchema.parse({ id: 'default-2026-11' });

const MAXIMUM_CHARACTERS = 1_000_000;

/**
 * A policy from the text of its file or from parsed JSON.
 *
 * @throws CodedError `policy/invalid`, its detail one sentence for each setting that is wrong
 */
export function parsePolicy(input: unknown): Policy {
  const parsed = policySchema.safeParse(typeof input === 'string' ? readText(input) : input, {
    error: messageFor,
  });
  if (parsed.success) return parsed.data;
  throw new CodedError('policy/invalid', parsed.error.issues.map(sentence).join(' '));
}

function readText(text: string): unknown {
  if (text.length > MAXIMUM_CHARACTERS)
    throw new CodedError('policy/invalid', 'The file is larger than 1 MB.');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new CodedError('policy/invalid', 'The file is not JSON.', { cause });
  }
}
