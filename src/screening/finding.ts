import type { Measurement, Mscore } from '../mscore/measurement.ts';
import type { Policy } from './policy.ts';

/**
 * A measurement that a person should look at (design, "Words"): `clear` when the whole 95 % interval of M lies above the
 * cut-off, `possible` when M does and its interval does not, `refused` when a person can give what the program lacked.
 */
export type Finding = 'clear' | 'possible' | 'refused';

/** Levels and air that a person can draw; no person can mend a header or a cohort here. */
const MENDED_BY_DRAWING = /^(spine|noise)\//;

/** @param cutoff the site's; without one that of the reference cohort counts */
export function findingOf(
  { mscore, refusals }: Pick<Measurement, 'mscore' | 'refusals'>,
  cutoff: Policy['cutoff'],
): Finding | undefined {
  if (refusals.length > 0)
    return refusals.every(({ code }) => MENDED_BY_DRAWING.test(code)) ? 'refused' : undefined;
  const above = mscore && aboveCutoff(mscore, cutoff);
  if (mscore === null || above === null || above < 0) return undefined;
  return mscore.value - above <= mscore.interval95[0] ? 'clear' : 'possible';
}

/** How far M lies above the cut-off, in SD of the cohort; null without a cut-off. */
export function aboveCutoff(mscore: Mscore, cutoff: Policy['cutoff']): number | null {
  const against = cutoff ?? mscore.cutoff;
  return against && mscore.value - against.value;
}
