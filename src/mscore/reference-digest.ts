import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { Reference } from './reference.ts';

/** SHA-256 of the content of a reference, however its file is laid out (RFC 8785). */
export function referenceDigest(reference: Reference): string {
  return digest(reference);
}

/**
 * SHA-256 of all but what a site chose: a scanner that changed has changed whatever the cut-off, so versions that
 * differ in it share what is known of the scanner.
 */
export function cohortDigest(reference: Reference): string {
  const { cutoff: _, ...cohort } = reference;
  return digest(cohort);
}

function digest(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
