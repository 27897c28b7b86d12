import { reason, type CodedReason } from '../errors.ts';
import type { NoiseCheck } from './measurement.ts';
import { type AirPlace, valuesOf } from './air-place.ts';
import { autocorrelation, type Correlation, effectiveCount } from './autocorrelation.ts';
import { coilsOf } from './chi.ts';
import type { JudgedCheck } from './judged-check.ts';
import {
  checkDistinctValues,
  checkEffectivePixels,
  checkPixels,
  checkSd,
  checkShape,
  checkUniformity,
  checkZeroFraction,
  MINIMUM_PIXELS,
} from './noise-checks.ts';
import { relativeErrorOfSd } from './rayleigh.ts';
import type { Reference } from './reference.ts';
import { type RoiStatistics, roiStatistics, spreadOf } from './roi-statistics.ts';
import { structureChecks } from './structure-checks.ts';

/** Fewer pixels than this give a number with a limit: the SD alone is then 2.4 % uncertain or worse. */
const RECOMMENDED_PIXELS = 1000;

export interface NoiseOptions {
  /** mean/SD of the reference cohort's air, where it is not that of one coil. */
  readonly shape?: Reference['noiseShape'];
}

export interface NoiseMeasurement {
  /** SD, mean and number of all pixels together, in stored grey values: of air, or of a difference. */
  readonly sd: number;
  readonly mean: number;
  readonly n: number;
  /** Independent pixels that say as much: fewer than n where the image was interpolated. */
  readonly effectiveN: number;
  /** Standard error of the SD over the SD. */
  readonly relativeError: number;
  /** Number of coils, combined by sum of squares, whose air looks most like this one; 0 without spread, or without air. */
  readonly coils: number;
  readonly checks: readonly NoiseCheck[];
  /** Empty when the noise can be trusted; else SNR and M-score must not be computed from it. */
  readonly refusals: readonly CodedReason[];
  readonly limits: readonly CodedReason[];
}

/**
 * Noise of an exam from the air around the patient: plain SD of the magnitude pixels, no Rayleigh factor
 * (Bandirali 2015), with the checks that say whether the scanner left that air as it measured it.
 * Nothing is thrown; without any pixel the only result is the refusal `noise/no-roi`.
 */
export function measureNoise(places: readonly AirPlace[], options: NoiseOptions = {}): NoiseMeasurement {
  const filled = places.filter(({ inside }) => inside.includes(1));
  if (filled.length === 0) return refusedNoise(reason('noise/no-roi'));
  const air = roiStatistics(joined(filled.map(valuesOf)));
  const correlation = autocorrelation(filled);
  const effectiveN = effectiveCount(filled, correlation);
  const judged = judgedChecks(filled, { air, correlation, effectiveN }, options);
  const compared = judged.some(({ result }) => result.check === 'sd-ratio');
  return {
    sd: air.sd,
    mean: air.mean,
    n: air.n,
    effectiveN,
    relativeError: relativeErrorOfSd(effectiveN),
    coils: air.sd > 0 ? coilsOf(air.mean / air.sd) : 0,
    checks: judged.map(({ result }) => result),
    refusals: refusalsOf(judged),
    limits: [...pixelLimits(air.n, effectiveN), ...(compared ? [] : [reason('noise/one-place')])],
  };
}

/** Of an exam whose noise cannot even be looked at. */
export function refusedNoise(refusal: CodedReason): NoiseMeasurement {
  const none = { sd: 0, mean: 0, n: 0, effectiveN: 0, relativeError: 0, coils: 0 };
  return { ...none, checks: [], refusals: [refusal], limits: [] };
}

/** What is known of the air of all places together. */
interface Air {
  readonly air: RoiStatistics;
  readonly correlation: Correlation;
  readonly effectiveN: number;
}

function judgedChecks(
  places: readonly AirPlace[],
  { air, correlation, effectiveN }: Air,
  { shape }: NoiseOptions,
): JudgedCheck[] {
  const judged = [
    checkPixels(air),
    checkEffectivePixels(effectiveN),
    checkSd(air),
    checkDistinctValues(air),
    checkZeroFraction(air),
  ];
  // Without spread there is no shape: the checks above have refused already.
  if (air.sd > 0)
    judged.push(checkShape({ ...air, n: effectiveN }, shape), ...structureChecks(places, air, correlation));
  const independent = (values: Float64Array) => {
    const { n, sd } = spreadOf(values);
    return { n: (n * effectiveN) / air.n, sd };
  };
  const uniformity =
    checkUniformity(places.map((place) => independent(valuesOf(place)))) ??
    checkUniformity(largestInHalves(places).map(independent));
  return uniformity ? [...judged, uniformity] : judged;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `noise/few-pixels` where the SD is uncertain by 2.4 % or more. */
export function pixelLimits(n: number, effectiveN: number): CodedReason[] {
  return effectiveN < RECOMMENDED_PIXELS ? [reason('noise/few-pixels', pixelsInWords(n, effectiveN))] : [];
}

function pixelsInWords(n: number, effectiveN: number): string {
  return effectiveN < n ? `${n} pixels, as good as ${Math.round(effectiveN)}` : `${n} pixels`;
}

/** The upper and the lower half of the largest place; none when they are too small to say anything. */
function largestInHalves(places: readonly AirPlace[]): Float64Array[] {
  const [largest] = places.map(valuesOf).toSorted((a, b) => b.length - a.length);
  const half = Math.floor((largest?.length ?? 0) / 2);
  if (!largest || half < MINIMUM_PIXELS) return [];
  return [largest.subarray(0, half), largest.subarray(half)];
}

/** One refusal per code, with the values that led to it. */
export function refusalsOf(judged: readonly JudgedCheck[]): CodedReason[] {
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
