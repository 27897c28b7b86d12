import type { ErrorCode } from '../error-catalogue.ts';
import { DEMONSTRATION_BELOW } from '../mscore/match-reference.ts';
import type { ImageFacts } from './facts.ts';
import type { Policy } from './policy.ts';

/** Why a person should look at a measurement. */
export type Finding = 'suspicious' | 'measurable-by-hand';

/** Refusals that end once a person has marked levels or air. */
const MARKING_HELPS: ReadonlySet<string> = new Set<ErrorCode>([
  'spine/no-rois',
  'spine/roi-file-invalid',
  'spine/roi-outside',
  'spine/levels-implausible',
  'spine/too-few-levels',
  'spine/no-sacrum',
  'spine/too-few-bodies',
  'spine/numbering-uncertain',
  'spine/slices-disagree',
  'noise/no-roi',
  'noise/too-few-pixels',
]);

/**
 * Whether a measurement belongs on the worklist, by the images alone: what the record holds against a card may
 * change, the review is about the numbers.
 * - `suspicious`: M reaches the cut-off of the site, the policy's before the reference's. Doubts about levels or
 *   cohort keep a card away (`judge-image.ts`), not a reviewer, who can settle them; but numbers against a cohort for
 *   demonstration mean nothing.
 * - `measurable-by-hand`: refused, and each reason is one that marking levels or air ends.
 */
export function findingOf(
  { status, refusals, mscore }: ImageFacts,
  { cutoff: chosen, modules }: Policy,
): Finding | undefined {
  if (!modules.imageScore.on) return undefined;
  if (status === 'refused') {
    return refusals.length > 0 && refusals.every((code) => MARKING_HELPS.has(code))
      ? 'measurable-by-hand'
      : undefined;
  }
  const cutoff = chosen ?? mscore?.cutoff;
  if (!mscore || !cutoff || mscore.referenceN < DEMONSTRATION_BELOW) return undefined;
  return mscore.value >= cutoff.value ? 'suspicious' : undefined;
}
