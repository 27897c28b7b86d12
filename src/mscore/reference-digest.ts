import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { type Reference, statisticsOf } from './reference.ts';

/** SHA-256 of the content of a reference, however its file is laid out (RFC 8785). */
export function referenceDigest(reference: Reference): string {
  return digest(reference);
}

/**
 * SHA-256 of all but what a site chose, and but the list that mean and SD are of: a scanner that changed has changed
 * whatever the cut-off and however closely the cohort is told, so such versions share what is known of the scanner.
 */
export function cohortDigest(reference: Reference): string {
  const { cutoff: _cutoff, ...cohort } = statisticsOf(reference);
  return digest(cohort);
}

function digest(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
