import { average } from '../arithmetic.ts';
import type { Reference } from '../reference.ts';
import type { Baseline } from './ewma-chart.ts';

/**
 * Exams of a scanner that nobody touched differ at least so much (SD of the logarithm), whatever a small cohort, or
 * a phantom, says. A shift of the noise by 5 % moves M by half its own standard error.
 */
const LEAST_SPREAD = { airSd: 0.05, airMeanOverSd: 0.025 } as const;
/** How far two exams of one person or phantom lie apart on one scanner, SD of the logarithm: an assumption. */
const REPEATABILITY = 0.07;
/** So many values of a named control say where it is on a scanner that is all right. */
export const FIRST_VALUES = 3;

/** The logarithms of a cohort's air; its spread is that from exam to exam, which holds the loading of the coil too. */
export function airBaseline(
  { air, noiseSd, n }: Pick<Reference, 'air' | 'noiseSd' | 'n'>,
  which: 'airSd' | 'airMeanOverSd',
): Baseline | undefined {
  const values = which === 'airSd' ? (air?.sd ?? noiseSd) : air?.meanOverSd;
  if (values === undefined) return undefined;
  const { mean, sd } = values;
  const variance = Math.log1p((sd / mean) ** 2);
  return {
    mean: Math.log(mean) - variance / 2,
    sd: Math.max(Math.sqrt(variance), LEAST_SPREAD[which]),
    n,
    sdN: n,
  };
}

/** Another healthy young woman each time is a draw from the cohort. */
export function cohortBaseline({ snr, n }: Pick<Reference, 'snr' | 'n'>): Baseline {
  return { ...snr, n, sdN: n };
}

/** One person or phantom is held against its own first values: the logarithms of these SNRs. */
export function controlBaseline(first: readonly number[]): Baseline {
  return { mean: average(first.map(Math.log)), sd: REPEATABILITY, n: first.length, sdN: Infinity };
}
