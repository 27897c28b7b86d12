import { sum } from './arithmetic.ts';
import { studentQuantile } from './distributions.ts';
import type { Mscore } from './measurement.ts';
import type { KnownReference, Reference } from './reference.ts';
import type { SpineSnr, Uncertainty } from './snr.ts';

/** Beyond either end of a 95 % interval. */
const TAIL = 0.025;

/**
 * M = (SNR(L1–L4) − SNR_ref) / SD_ref (Bandirali 2015, Eur Radiol 25:2951; seed paper), with a 95 %
 * interval by the delta method:
 *
 * Var(M) = (Var(levels) + Var(noise SD)) / SD_ref² + 1/n + M² / (2(n − 1))
 *
 * from the exam (`spineSnr`), the reference mean (SD/√n) and the reference SD (relative error
 * 1/√(2(n − 1))). The spread of three or four levels is itself uncertain, so the quantile is Student's, with
 * the degrees of freedom that this leaves to the whole (Welch and Satterthwaite). The cohort counts there as
 * if its variances were exact: the last term already holds the uncertain SD_ref. Higher is fattier marrow,
 * the opposite direction to a T-score. `reference` must have been matched first (`matchReference`).
 */
export function mScore(snr: SpineSnr, reference: KnownReference): Mscore {
  const { sd } = reference.snr;
  const value = mScoreValue(snr.value, reference);
  const parts: Uncertainty[] = [
    ...[snr.fromLevels, snr.fromNoise].map((part) => ({ ...part, variance: part.variance / sd ** 2 })),
    { variance: 1 / reference.n + value ** 2 / (2 * (reference.n - 1)), freedom: Infinity },
  ];
  const variance = sum(parts.map((part) => part.variance));
  const freedom = variance ** 2 / sum(parts.map((part) => part.variance ** 2 / part.freedom));
  const half = studentQuantile(TAIL, freedom) * Math.sqrt(variance);
  return {
    value,
    interval95: [value - half, value + half],
    reference: reference.id,
    ...(reference.version !== undefined && { referenceVersion: reference.version }),
    ...(reference.sha256 !== undefined && { referenceSha256: reference.sha256 }),
    cutoff: reference.cutoff,
    referenceN: reference.n,
    population: reference.population,
    levels: [...snr.levels],
  };
}

/** The M-score alone, of an SNR whose uncertainty is not known. */
export function mScoreValue(snr: number, { snr: { mean, sd } }: Reference): number {
  return (snr - mean) / sd;
}
