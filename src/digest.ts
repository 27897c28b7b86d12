import { createHash } from 'node:crypto';

/** SHA-256 of the JSON of a value whose parts come in one order: a key that nobody reads an identifier from. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
