import type { AcquiredPair, Difference } from './acquired-pair.ts';
import { type AirPlace, valuesOf } from './air-place.ts';
import { sum } from './arithmetic.ts';
import type { Correlation } from './autocorrelation.ts';
import { binomialUpperBound } from './distributions.ts';
import { judge, type JudgedCheck } from './judged-check.ts';
import { checkUniformity, MINIMUM_PIXELS } from './noise-checks.ts';
import { spreadOf } from './roi-statistics.ts';

/** What is known of the differences of all places together. */
export interface Differences {
  readonly differences: readonly Difference[];
  /** Of one acquisition. */
  readonly sd: number;
  readonly n: number;
  readonly effectiveN: number;
  readonly correlation: Correlation;
}

/** Steps of the stored values; below, rounding inflates the SD by more than 1.9 %. */
const LEAST_STEPS = 1.5;
const LEAST_DISTINCT_VALUES = 8;
/** Of a magnitude at 5 σ the SD is 1 % below σ (Gudbjartsson and Patz 1995), at 3 σ 3 %. */
const LEAST_SIGNAL = 5;
/** Chance of refusing honest images by a count: 0.1 %. */
const LEVEL = 0.999;
/** Share of the signal by which the scale of both may differ: it moves the SD by half of that. */
const SCALE = 0.02;
/** Standard errors beyond which a difference counts. */
const SIGNIFICANT = 3.3;
/**
 * Twofold zero filling of k-space correlates neighbours by 0.64 and those two apart by 0; linear interpolation, which
 * takes a quarter off the SD, by 0.67 and 0.17.
 */
const ALIKE = { neighbours: 0.5, nextButOne: 0.1 } as const;
/** Pixels at the brightest value: of chance, and no fewer. */
const AT_END = { share: 0.01, fewest: 10 } as const;

/** Enough pixels, fine values, two different images on one scale, signal, no interpolation, even noise. */
export function checksOfDifference(found: Differences, pairs: readonly AcquiredPair[]): JudgedCheck[] {
  const { differences, sd, n, effectiveN, correlation } = found;
  const values = differences.flatMap((difference) => difference.values);
  const step = stepOf(values);
  const uniformity = checkUniformity(
    differences.map(({ place, n: pixels }) => ({
      ...spreadOf(valuesOf(place)),
      n: (pixels * effectiveN) / n,
    })),
  );
  return [
    checkCopy(values, sd, step),
    judge('pixels', n, { min: MINIMUM_PIXELS }, 'noise/too-few-pixels'),
    judge('effective-pixels', effectiveN, { min: MINIMUM_PIXELS }, 'noise/too-few-pixels'),
    judge('sd-in-steps', sd / step, { min: LEAST_STEPS }, 'noise/quantised'),
    judge('distinct-values', new Set(values).size, { min: LEAST_DISTINCT_VALUES }, 'noise/quantised'),
    checkSignal(differences, sd),
    checkScale(found),
    checkClipping(pairs.flatMap(({ first, second }) => [first, second])),
    checkInterpolation(correlation),
    ...(uniformity ? [uniformity] : []),
  ];
}

/** The smallest difference of stored values that is there: some scanners store every fourth value. */
function stepOf(values: readonly number[]): number {
  let least = Infinity;
  for (const value of new Set(values)) if (value > 0 && value < least) least = value;
  return Number.isFinite(least) ? least : 1;
}

/** More pixels that are equal in both than rounding leaves: a copy, in whole or in part. */
function checkCopy(values: readonly number[], sd: number, step: number): JudgedCheck {
  const equal = values.filter((value) => value === 0).length;
  const densityAtZero = 1 / (Math.sqrt(2 * Math.PI) * Math.SQRT2 * sd);
  const max = sd > 0 ? binomialUpperBound(values.length, Math.min(1, step * densityAtZero), LEVEL) : 0;
  const share = equal / values.length;
  return judge('equal-pixels', share, { max: max / values.length }, 'noise/same-image');
}

function checkSignal(differences: readonly Difference[], sd: number): JudgedCheck {
  const darkest = Math.min(...differences.map(({ signal }) => signal));
  const value = sd > 0 ? darkest / sd : LEAST_SIGNAL;
  return judge('signal-over-sd', value, { min: LEAST_SIGNAL }, 'noise/low-signal');
}

function checkScale({ differences, sd, n, effectiveN }: Differences): JudgedCheck {
  const signal = sum(differences.map((one) => one.signal * one.n)) / n;
  const mean = sum(differences.map((one) => one.mean * one.n)) / n;
  const error = (Math.SQRT2 * sd) / Math.sqrt(effectiveN) / signal;
  const max = SCALE + SIGNIFICANT * error;
  return judge('scale', mean / signal, { min: -max, max }, 'noise/scaled-differently');
}

/** Values that were clipped pile up at the largest one. Value and limit: share of the pixels that have it. */
export function checkClipping(places: readonly AirPlace[]): JudgedCheck {
  const values = places.flatMap((place) => [...valuesOf(place)]);
  const brightest = values.reduce((most, value) => (value > most ? value : most), -Infinity);
  const share = values.filter((value) => value === brightest).length / values.length;
  const max = Math.max(AT_END.share, AT_END.fewest / values.length);
  return judge('at-the-ends', share, { max }, 'noise/clipped');
}

function checkInterpolation({ alongRows, alongColumns }: Correlation): JudgedCheck {
  const worst = [alongRows, alongColumns].map(([next = 0, nextButOne = 0]) =>
    next > ALIKE.neighbours ? nextButOne : 0,
  );
  return judge('next-but-one', Math.max(...worst), { max: ALIKE.nextButOne }, 'noise/interpolated');
}
