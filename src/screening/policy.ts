import { z } from 'zod';
import { parseJson } from '../mscore/parse-json.ts';
import { SUPPRESSOR_KINDS } from './record.ts';

const months = z.number().int().min(0).max(600);
const age = z.number().int().min(0).max(120);

/** The site's rules and cut-off (design, "Words"); every field but the id has a default. */
export const policySchema = z
  .strictObject({
    id: z.string().min(1).max(100),
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
    /** Goes before the cut-off in the reference; without either there is no card. */
    cutoff: z
      .strictObject({ value: z.number(), source: z.string().min(1) })
      .nullable()
      .default(null),
    /** Whether a record that could not be read completely forbids a card, or is only mentioned on it. */
    requireCompleteRecord: z.boolean().default(false),
  })
  .refine((policy) => policy.referAge >= policy.minimumAge, {
    path: ['referAge'],
    message: 'must not be below minimumAge',
  });

export type Policy = z.infer<typeof policySchema>;

/** The rules as published, and no cut-off: a site that configures nothing sees no card. */
export const defaultPolicy: Policy = policySchema.parse({ id: 'default-2026-11' });

/**
 * A policy from the text of its file or from parsed JSON.
 * Raises CodedError `config/invalid`, its detail naming the field.
 */
export function parsePolicy(input: unknown): Policy {
  return parseJson(input, policySchema, 'config/invalid');
}
