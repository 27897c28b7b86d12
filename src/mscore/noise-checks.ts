import { binomialUpperBound, normalQuantile } from './distributions.ts';
import { judge, type JudgedCheck } from './judged-check.ts';
import {
  expectedZeroFraction,
  MEAN_OVER_SD,
  relativeErrorOfMeanOverSd,
  relativeErrorOfSd,
  SD_OVER_SIGMA,
} from './rayleigh.ts';
import type { Reference } from './reference.ts';
import type { RoiStatistics } from './roi-statistics.ts';

export const MINIMUM_PIXELS = 400;
/** Stored units; below it rounding inflates the SD by more than 2.4 %. */
const MINIMUM_SD = 1.3;
const MINIMUM_DISTINCT_VALUES = 8;
/** A place with fewer pixels says too little about its own SD to be compared. */
const MINIMUM_PIXELS_PER_PLACE = 30;

/** Two-sided bands hold 99 % of honest air. */
const BAND_TAIL = 0.01 / 2;
/** Chance of refusing honest air for its zeros: 0.1 %. */
const ZEROS_LEVEL = 0.999;

/**
 * Bands stop narrowing here. More pixels would make them blame the few per cent by which rounding and
 * faint ghosts move honest air, which do not spoil an M-score.
 */
const NARROWEST_BAND_PIXELS = 1000;

export function checkPixels({ n }: RoiStatistics): JudgedCheck {
  return judge('pixels', n, { min: MINIMUM_PIXELS }, 'noise/too-few-pixels');
}

/** Interpolated pixels repeat each other: SD and mean are as uncertain as those of fewer independent ones. */
export function checkEffectivePixels(effectiveN: number): JudgedCheck {
  return judge('effective-pixels', effectiveN, { min: MINIMUM_PIXELS }, 'noise/too-few-pixels');
}

export function checkSd({ sd }: Pick<RoiStatistics, 'sd'>): JudgedCheck {
  return judge('sd', sd, { min: MINIMUM_SD }, 'noise/quantised');
}

export function checkDistinctValues({ distinctValues }: RoiStatistics): JudgedCheck {
  return judge('distinct-values', distinctValues, { min: MINIMUM_DISTINCT_VALUES }, 'noise/quantised');
}

/** More zeros than rounding explains: air that was filled with zeros or masked. */
export function checkZeroFraction({ n, sd, zeroFraction }: RoiStatistics): JudgedCheck {
  const expected = expectedZeroFraction(beforeRounding(sd) / SD_OVER_SIGMA);
  const max = binomialUpperBound(n, expected, ZEROS_LEVEL) / n;
  return judge('zero-fraction', zeroFraction, { max }, 'noise/zero-filled');
}

/**
 * Does mean/SD fit the air of one coil, or the shape that the reference cohort had? The band is
 * symmetric in the logarithm and reproduces the simulated 1.75–2.10 (n = 400) and 1.81–2.03 (n = 1000).
 */
export function checkShape({ n, mean, sd }: RoiStatistics, shape: Reference['noiseShape']): JudgedCheck {
  const factor = Math.exp(bandOfMeanOverSd(n));
  const limits = shape
    ? { min: shape.meanOverSd - shape.tolerance, max: shape.meanOverSd + shape.tolerance }
    : { min: MEAN_OVER_SD / factor, max: MEAN_OVER_SD * factor };
  return judge('mean-over-sd', mean / beforeRounding(sd), limits, 'noise/not-rayleigh');
}

/**
 * Smaller over larger SD of the two places that agree least, as chance goes. One pair of 400 pixels
 * each may differ by a factor 1.147, of 1000 by 1.090; with more pairs the band widens (Bonferroni), so
 * that honest air passes all of them in 99 % of exams. Undefined when fewer than two places can be compared.
 */
export function checkUniformity(places: readonly Pick<RoiStatistics, 'n' | 'sd'>[]): JudgedCheck | undefined {
  const comparable = places.filter((place) => place.n >= MINIMUM_PIXELS_PER_PLACE);
  const pairs = comparable.flatMap((a, i) => comparable.slice(i + 1).map((b) => [a, b] as const));
  const z = normalQuantile(BAND_TAIL / pairs.length);
  const checks = pairs.map(([a, b]) => {
    const error = Math.hypot(relativeErrorOfSd(countForBand(a.n)), relativeErrorOfSd(countForBand(b.n)));
    const larger = Math.max(a.sd, b.sd);
    const ratio = larger > 0 ? Math.min(a.sd, b.sd) / larger : 1;
    return judge('sd-ratio', ratio, { min: Math.exp(-z * error) }, 'noise/not-uniform');
  });
  return checks.toSorted((a, b) => margin(a) - margin(b))[0];
}

function margin({ result: { value, limits } }: JudgedCheck): number {
  return value / (limits.min ?? 1);
}

/** Whole numbers add the variance 1/12 of what they round away (Sheppard 1898). */
function beforeRounding(sd: number): number {
  return Math.sqrt(Math.max(sd ** 2 - 1 / 12, 0));
}

/** Half of the 99 % band of ln(mean/SD) of so many independent pixels of one coil. */
export function bandOfMeanOverSd(n: number): number {
  return normalQuantile(BAND_TAIL) * relativeErrorOfMeanOverSd(countForBand(n));
}

function countForBand(n: number): number {
  return Math.min(n, NARROWEST_BAND_PIXELS);
}
