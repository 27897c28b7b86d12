import { reason, type CodedReason } from '../errors.ts';
import type { NoiseCheck } from './measurement.ts';
import {
  checkDistinctValues,
  checkPixels,
  checkSd,
  checkShape,
  checkUniformity,
  checkZeroFraction,
  type JudgedCheck,
  MINIMUM_PIXELS,
} from './noise-checks.ts';
import type { Reference } from './reference.ts';
import { roiStatistics } from './roi-statistics.ts';

/** Fewer pixels than this give a number with a limit: the SD alone is then 2.4 % uncertain or worse. */
const RECOMMENDED_PIXELS = 1000;

export interface NoiseOptions {
  /** mean/SD of the reference cohort's air, where it is not that of one coil. */
  readonly shape?: Reference['noiseShape'];
}

export interface NoiseMeasurement {
  /** SD, mean and number of all air pixels together, in stored grey values. */
  readonly sd: number;
  readonly mean: number;
  readonly n: number;
  readonly checks: readonly NoiseCheck[];
  /** Empty when the air can be trusted; else SNR and M-score must not be computed from it. */
  readonly refusals: readonly CodedReason[];
  readonly limits: readonly CodedReason[];
}

/**
 * Noise of an exam from the air around the patient: plain SD of the magnitude pixels, no Rayleigh factor
 * (Bandirali 2015), with the checks that say whether the scanner left that air as it measured it.
 * Nothing is thrown; without any pixel the only result is the refusal `noise/no-roi`.
 *
 * @param places the stored grey values of each noise ROI, row by row
 */
export function measureNoise(
  places: readonly ArrayLike<number>[],
  options: NoiseOptions = {},
): NoiseMeasurement {
  const filled = places.filter((pixels) => pixels.length > 0);
  if (filled.length === 0) {
    return { sd: 0, mean: 0, n: 0, checks: [], refusals: [reason('noise/no-roi')], limits: [] };
  }

  const air = roiStatistics(filled.flatMap((pixels) => Array.from(pixels)));
  const judged = [checkPixels(air), checkSd(air), checkDistinctValues(air), checkZeroFraction(air)];
  // Without spread there is no shape: the checks above have refused already.
  if (air.sd > 0) judged.push(checkShape(air, options.shape));
  const uniformity =
    checkUniformity(filled.map(roiStatistics)) ?? checkUniformity(largestInHalves(filled).map(roiStatistics));
  if (uniformity) judged.push(uniformity);

  return {
    sd: air.sd,
    mean: air.mean,
    n: air.n,
    checks: judged.map(({ result }) => result),
    refusals: refusalsOf(judged),
    limits: [
      ...(air.n < RECOMMENDED_PIXELS ? [reason('noise/few-pixels', `${air.n} pixels`)] : []),
      ...(uniformity ? [] : [reason('noise/one-place')]),
    ],
  };
}

/** The upper and the lower half of the largest place; none when they are too small to say anything. */
function largestInHalves(places: readonly ArrayLike<number>[]): number[][] {
  const largest = places.reduce((best, place) => (place.length > best.length ? place : best));
  const half = Math.floor(largest.length / 2);
  if (half < MINIMUM_PIXELS) return [];
  const values = Array.from(largest);
  return [values.slice(0, half), values.slice(half)];
}

/** One refusal per code, with the values that led to it. */
function refusalsOf(judged: readonly JudgedCheck[]): CodedReason[] {
  const failed = judged.filter(({ result }) => !result.passed);
  const byCode = Map.groupBy(failed, ({ refusal }) => refusal);
  return [...byCode].map(([code, checks]) =>
    reason(code, checks.map(({ result }) => describe(result)).join(', ')),
  );
}

function describe({ check, value, limits }: NoiseCheck): string {
  const bounds = [
    limits.min === undefined ? '' : `at least ${round(limits.min)}`,
    limits.max === undefined ? '' : `at most ${round(limits.max)}`,
  ];
  return `${check} ${round(value)}, allowed ${bounds.filter(Boolean).join(' and ')}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
