import { interquartileRange } from 'simple-statistics';
import type { Reference } from '../../mscore/reference.ts';
import { type Bars, barsOver, barWidth, countInBars, edgeOf } from '../../mscore/statistics/histogram.ts';

export type Cohort = Pick<Reference, 'n' | 'snr' | 'examSnrs'>;

/** One bar of a histogram of SNRs. */
export interface SnrBar {
  readonly from: number;
  readonly to: number;
  /** Undefined where the reference does not hold its single exams. */
  readonly women: number | undefined;
  readonly exams: number;
  /** It is an outermost one, and holds what lies beyond as well. */
  readonly open: 'below' | 'above' | undefined;
}

/** Interquartile range of a normal distribution in units of its SD. */
const IQR_OVER_SD = 1.349;
/**
 * M that exams are told apart between, and how far beyond a cut-off. The women with osteoporosis of the seed paper have
 * 2.9 to 6.4; what lies further than `utmost` is no marrow.
 */
const REACH = { below: -6, above: 12, beyondCutoff: 3, utmost: 30 } as const;
/** Of a normal distribution all but three in a thousand lie within so many SD. */
const NORMAL_REACH = 3;

/** What exams of a cohort are counted in: as wide as suits the cohort, and far enough for patients and cut-offs (M). */
export function cohortBars({ n, snr: { mean, sd }, examSnrs }: Cohort, cutoffs: readonly number[]): Bars {
  // Where most values are equal the range is 0.
  const range = (examSnrs && interquartileRange([...examSnrs])) || IQR_OVER_SD * sd;
  const reach = Math.max(REACH.above, ...cutoffs.map((cutoff) => cutoff + REACH.beyondCutoff));
  const low = Math.min(mean + REACH.below * sd, ...(examSnrs ?? []));
  const high = Math.max(mean + Math.min(reach, REACH.utmost) * sd, ...(examSnrs ?? []));
  return barsOver(Math.max(0, low), high, barWidth(range, n));
}

/** Where M-scores lie on the axis of SNR. */
export function snrOf(mscore: number, { snr: { mean, sd } }: Pick<Reference, 'snr'>): number {
  return mean + mscore * sd;
}

/** The bars with what is in them, from the first that matters to the last: cohort, exams, cut-offs (M). */
export function shownBars(
  cohort: Cohort,
  bars: Bars,
  exams: readonly number[],
  cutoffs: readonly number[],
): SnrBar[] {
  const women = cohort.examSnrs && countInBars(cohort.examSnrs, bars);
  const ends = women ? [] : [snrOf(-NORMAL_REACH, cohort), snrOf(NORMAL_REACH, cohort)];
  const marked = countInBars([...ends, ...cutoffs.map((cutoff) => snrOf(cutoff, cohort))], bars);
  const matters = exams.map((count, index) => count + (women?.[index] ?? 0) + (marked[index] ?? 0) > 0);
  const [from, to] = [matters.indexOf(true), matters.lastIndexOf(true)];
  const all = exams.map((count, index): SnrBar => ({
    from: edgeOf(bars, index),
    to: edgeOf(bars, index + 1),
    women: women?.[index],
    exams: count,
    open: openEnd(index, bars),
  }));
  return all.slice(from, to + 1);
}

function openEnd(index: number, { first, count }: Bars): SnrBar['open'] {
  if (index === count - 1) return 'above';
  // There is no SNR below 0.
  return index === 0 && first > 0 ? 'below' : undefined;
}
