import { average, sum } from './arithmetic.ts';
import { LEVELS, type Level } from './levels.ts';

/** Stored grey values inside one ROI of one vertebral body. */
export interface LevelSignal {
  readonly level: Level;
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
}

/** SD of the noise of the exam, stored grey values, and its standard error over itself. */
export interface ExamNoise {
  readonly sd: number;
  readonly relativeError: number;
}

/** A part of the uncertainty of a number: its variance, and the degrees of freedom of that variance. */
export interface Uncertainty {
  readonly variance: number;
  readonly freedom: number;
}

export interface SpineSnr {
  /** Mean SNR over the levels. */
  readonly value: number;
  /** Where its uncertainty comes from; see `spineSnr`. */
  readonly fromLevels: Uncertainty;
  readonly fromNoise: Uncertainty;
  /** The levels that went in, each once, from above. */
  readonly levels: readonly Level[];
}

/** SNR of one ROI: mean signal over the SD of the noise, a plain ratio (seed paper; Bandirali 2015). */
export function roiSnr(signal: Pick<LevelSignal, 'mean'>, noise: Pick<ExamNoise, 'sd'>): number {
  return signal.mean / noise.sd;
}

/**
 * SNR of the exam: mean over the levels; several ROIs of one level (parasagittal slices) count as one.
 * It is uncertain by the sampling error of the noise SD, which all levels share (delta method), and by the
 * levels: by the spread of their SNRs (SD/√k, k − 1 degrees of freedom), or by that of the pixels in the
 * ROIs where that is larger. What levels differ by in every woman is no spread: it is taken out where the
 * reference cohort says it.
 * Raises RangeError without signals or with a noise SD that is not positive.
 *
 * @param usual mean SNR of each level in the reference cohort
 */
export function spineSnr(
  signals: readonly LevelSignal[],
  noise: ExamNoise,
  usual: Partial<Record<Level, { readonly mean: number }>> = {},
): SpineSnr {
  if (signals.length === 0) throw new RangeError('No level was measured.');
  if (!(noise.sd > 0)) throw new RangeError('The noise SD must be positive.');

  const byLevel = Map.groupBy(signals, (signal) => signal.level);
  const perLevel = [...byLevel].map(([level, rois]) => ({
    level,
    snr: average(rois.map((roi) => roi.mean)) / noise.sd,
    variance: varianceOfAverage(rois.map((roi) => roi.sd ** 2 / roi.n)) / noise.sd ** 2,
  }));
  const value = average(perLevel.map(({ snr }) => snr));
  const fromPixels = varianceOfAverage(perLevel.map(({ variance }) => variance));
  const fromSpread = spreadOf(perLevel, usual) / perLevel.length;

  return {
    value,
    fromLevels:
      fromSpread > fromPixels
        ? { variance: fromSpread, freedom: perLevel.length - 1 }
        : { variance: fromPixels, freedom: Infinity },
    fromNoise: { variance: (value * noise.relativeError) ** 2, freedom: Infinity },
    levels: LEVELS.filter((level) => byLevel.has(level)),
  };
}

/** Sample variance of the SNRs of the levels about their usual pattern; 0 for a single level. */
function spreadOf(
  levels: readonly { readonly level: Level; readonly snr: number }[],
  usual: Partial<Record<Level, { readonly mean: number }>>,
): number {
  if (levels.length < 2) return 0;
  const pattern = levels.map(({ level }) => usual[level]?.mean ?? NaN);
  const known = pattern.every((mean) => mean > 0);
  const even = levels.map(({ snr }, i) => (known ? (snr / (pattern[i] ?? NaN)) * average(pattern) : snr));
  const middle = average(even);
  return sum(even.map((snr) => (snr - middle) ** 2)) / (levels.length - 1);
}

/** Variance of the average of independent values that have these variances. */
function varianceOfAverage(variances: readonly number[]): number {
  return average(variances) / variances.length;
}
