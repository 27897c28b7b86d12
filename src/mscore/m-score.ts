import type { Mscore } from './measurement.ts';
import type { Reference } from './reference.ts';
import type { SpineSnr } from './snr.ts';

/** Two-sided 95 % quantile of the normal distribution. */
const Z95 = 1.959964;

/**
 * M = (SNR(L1–L4) − SNR_ref) / SD_ref (Bandirali 2015, Eur Radiol 25:2951; seed paper), with a 95 %
 * interval by the delta method:
 *
 * Var(M) = SE(SNR)² / SD_ref² + 1/n + M² / (2(n − 1))
 *
 * from the exam (`spineSnr`), the reference mean (SD/√n) and the reference SD (relative error
 * 1/√(2(n − 1))). The quantile is the normal one on purpose: the last term already holds the uncertain
 * SD_ref, a t quantile would count it twice. In simulated cohorts of 5 to 69 women and M from 0 to 6 the
 * interval holds the true M in 95–97 % of exams. Higher is fattier marrow, the opposite direction to a
 * T-score. `reference` must have been matched first (`matchReference`).
 */
export function mScore(snr: SpineSnr, reference: Reference): Mscore {
  const { mean, sd } = reference.snr;
  const value = (snr.value - mean) / sd;
  const variance = (snr.standardError / sd) ** 2 + 1 / reference.n + value ** 2 / (2 * (reference.n - 1));
  const half = Z95 * Math.sqrt(variance);
  return {
    value,
    interval95: [value - half, value + half],
    reference: reference.id,
    cutoff: reference.cutoff,
    referenceN: reference.n,
    population: reference.population,
    levels: [...snr.levels],
  };
}
