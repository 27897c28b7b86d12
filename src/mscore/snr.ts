import { average } from './arithmetic.ts';
import { LEVELS, type Level } from './levels.ts';
import { relativeErrorOfSd } from './rayleigh.ts';

/** Stored grey values inside one ROI of one vertebral body. */
export interface LevelSignal {
  readonly level: Level;
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
}

/** SD and number of the air pixels of the exam. */
export interface AirNoise {
  readonly sd: number;
  readonly n: number;
}

export interface SpineSnr {
  /** Mean SNR over the levels. */
  readonly value: number;
  /** Standard error of `value`; see `spineSnr`. */
  readonly standardError: number;
  /** The levels that went in, each once, from above. */
  readonly levels: readonly Level[];
}

/** SNR of one ROI: mean signal over the SD of the air, a plain ratio (seed paper; Bandirali 2015). */
export function roiSnr(signal: Pick<LevelSignal, 'mean'>, noise: AirNoise): number {
  return signal.mean / noise.sd;
}

/**
 * SNR of the exam: mean over the levels; several ROIs of one level (parasagittal slices) count as one.
 * Its standard error holds the spread of the pixels in each ROI (SD/√n) and the sampling error of the
 * noise SD, which all levels share (delta method on the ratio of means).
 * Raises RangeError without signals or with a noise SD that is not positive.
 */
export function spineSnr(signals: readonly LevelSignal[], noise: AirNoise): SpineSnr {
  if (signals.length === 0) throw new RangeError('No level was measured.');
  if (!(noise.sd > 0)) throw new RangeError('The noise SD must be positive.');

  const byLevel = Map.groupBy(signals, (signal) => signal.level);
  const perLevel = [...byLevel.values()].map((rois) => ({
    mean: average(rois.map((roi) => roi.mean)),
    variance: varianceOfAverage(rois.map((roi) => roi.sd ** 2 / roi.n)),
  }));
  const value = average(perLevel.map((level) => level.mean)) / noise.sd;
  const fromPixels = Math.sqrt(varianceOfAverage(perLevel.map((level) => level.variance))) / noise.sd;
  const fromNoise = value * relativeErrorOfSd(noise.n);

  return {
    value,
    standardError: Math.hypot(fromPixels, fromNoise),
    levels: LEVELS.filter((level) => byLevel.has(level)),
  };
}

/** Variance of the average of independent values that have these variances. */
function varianceOfAverage(variances: readonly number[]): number {
  return average(variances) / variances.length;
}
