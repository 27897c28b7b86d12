import { parseJson } from './parse-json.ts';
import { referenceSchema, type Reference } from './reference.ts';
import { spreadOf } from './roi-statistics.ts';

/** Of the mean: values and mean of a file may have been rounded to three digits. */
const ROUNDED = 0.005;
const consistentSchema = referenceSchema.refine(holdsItsExams, {
  path: ['examSnrs'],
  error: 'not the exams that n, mean and SD are of',
});

/**
 * A reference cohort from the text of its file or from parsed JSON.
 * Raises CodedError `reference/invalid`, its detail naming the field.
 */
export function parseReference(input: unknown): Reference {
  return parseJson(input, consistentSchema, 'reference/invalid');
}

function holdsItsExams({ examSnrs, n, snr }: Reference): boolean {
  if (examSnrs === undefined) return true;
  if (examSnrs.length !== n) return false;
  const { mean, sd } = spreadOf(examSnrs);
  return [mean - snr.mean, sd - snr.sd].every((off) => Math.abs(off) <= ROUNDED * snr.mean);
}
