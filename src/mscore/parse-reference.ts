import { parseJson } from './parse-json.ts';
import { referenceSchema, type Reference } from './reference.ts';

/**
 * A reference cohort from the text of its file or from parsed JSON.
 * Raises CodedError `reference/invalid`, its detail naming the field.
 */
export function parseReference(input: unknown): Reference {
  return parseJson(input, referenceSchema, 'reference/invalid');
}
