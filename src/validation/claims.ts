import { z } from 'zod';
import { variableSchema } from '../cohort/variables.ts';
import { parseJson } from '../mscore/parse-json.ts';

/** A number as it is printed, so that its digits say how far it was rounded: "0.82", "-0.300". */
const printed = z.string().regex(/^-?\d+(\.\d{1,10})?$/, 'a printed number such as "-0.300", in quotes');

/** What a paper says of the table beside it. */
const claimsSchema = z.strictObject({
  source: z.string().min(1).max(300),
  correlations: z
    .array(
      z.strictObject({
        pair: z.tuple([variableSchema, variableSchema]),
        r: printed,
        p: printed.optional(),
        /** Whether the paper calls it significant. */
        significant: z.boolean().optional(),
      }),
    )
    .max(200)
    .default([]),
  /** What the paper says that every row fulfils. */
  criteria: z
    .array(
      z.strictObject({
        variable: variableSchema,
        operator: z.enum(['<', '≤', '>', '≥']),
        value: z.number(),
      }),
    )
    .max(50)
    .default([]),
});

export type Claims = z.infer<typeof claimsSchema>;
export type CorrelationClaim = Claims['correlations'][number];
export type CriterionClaim = Claims['criteria'][number];

/**
 * Published claims from the text of their file.
 *
 * @throws CodedError `claims/invalid`, its detail naming the field
 */
export function parseClaims(text: string): Claims {
  return parseJson(text, claimsSchema, 'claims/invalid');
}

/** Whether `value`, rounded as the claim is, is what the claim says. */
export function roundsTo(value: number, claim: string): boolean {
  const digits = claim.split('.')[1]?.length ?? 0;
  // Halves may be rounded either way, and a printed value may itself have been rounded before.
  return Math.abs(value - Number(claim)) <= 0.5 * 10 ** -digits + 1e-9;
}
