import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { quantileSorted } from 'simple-statistics';

export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** Whole number; the same seed gives the same interval. */
  readonly seed: number;
  readonly resamples: number;
}

export interface BootstrapInterval {
  readonly interval95: Interval;
  /** Resamples that had a value: one that drew a constant side has no correlation. */
  readonly used: number;
}

/**
 * Percentile interval, 95 % (Efron and Tibshirani 1993, chapter 13): `statistic` of cases drawn with
 * replacement, by row number. `strata` are drawn each on its own, so that every resample keeps their sizes.
 * `null` when fewer than half of the resamples have a value (NaN is none).
 */
export function bootstrapInterval(
  strata: readonly (readonly number[])[],
  statistic: (rows: readonly number[]) => number,
  { seed, resamples }: BootstrapOptions,
): BootstrapInterval | null {
  const random = xoroshiro128plus(seed);
  const values: number[] = [];
  for (let i = 0; i < resamples; i += 1) {
    const rows = strata.flatMap((stratum) =>
      stratum.map(() => stratum[uniformInt(random, 0, stratum.length - 1)] ?? 0),
    );
    const value = statistic(rows);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length === 0 || values.length < resamples / 2) return null;
  values.sort((a, b) => a - b);
  return {
    interval95: [quantileSorted(values, 0.025), quantileSorted(values, 0.975)],
    used: values.length,
  };
}
