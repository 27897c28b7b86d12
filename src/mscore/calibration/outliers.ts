import { reason } from '../../errors.ts';
import { average } from '../arithmetic.ts';
import { decimal } from '../format.ts';
import { median } from '../roi-statistics.ts';
import type { CohortExam, LeftOut, Sieved } from './exam.ts';

/** Beyond it a value is an outlier (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers, p. 12). */
export const OUTLIER_BEYOND = 3.5;
/** MAD and mean absolute deviation of a normal distribution in units of its SD. */
const MAD_OVER_SD = 0.6745;
const SD_OVER_MEAN_DEVIATION = 1.253314;

/**
 * Modified z-scores 0.6745 (x − median) / MAD, which a few outliers do not move (Iglewicz and Hoaglin 1993). Where
 * more than half of the values are equal MAD is 0, and the mean absolute deviation stands for it; equal values
 * score 0.
 */
export function modifiedZScores(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const middle = median(values);
  const deviations = values.map((value) => Math.abs(value - middle));
  const mad = median(deviations);
  const scale = mad > 0 ? mad / MAD_OVER_SD : SD_OVER_MEAN_DEVIATION * average(deviations);
  return values.map((value) => (scale > 0 ? (value - middle) / scale : 0));
}

/** Leaves out the exams whose SNR lies far from the others, once: what is left is not looked at again. */
export function withoutOutliers(exams: readonly CohortExam[]): Sieved {
  const scores = modifiedZScores(exams.map(({ snr }) => snr));
  const isFar = (index: number) => Math.abs(scores[index] ?? 0) > OUTLIER_BEYOND;
  return {
    kept: exams.filter((_, index) => !isFar(index)),
    leftOut: exams.flatMap(({ exam, snr }, index): LeftOut[] => {
      if (!isFar(index)) return [];
      const detail = `SNR ${decimal(snr, 1)}, modified z ${decimal(scores[index] ?? 0, 1)}`;
      return [{ exam, snr, reasons: [reason('calibrate/outlier', detail)] }];
    }),
  };
}
