/** Statistics of the stored grey values in one or several ROIs. */
export interface RoiStatistics {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n − 1); 0 for a single pixel. */
  readonly sd: number;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly distinctValues: number;
  /** Share of pixels that are exactly 0, between 0 and 1. */
  readonly zeroFraction: number;
}

/**
 * Statistics of `pixels`, stored grey values in any order.
 * Two passes, the second corrected for the rounding of the first mean (Chan, Golub and LeVeque 1983,
 * "Algorithms for computing the sample variance", eq. 1.7), so that a large offset costs no digits.
 * Raises RangeError for an empty ROI: ask for a ROI with pixels first.
 */
export function roiStatistics(pixels: ArrayLike<number>): RoiStatistics {
  const values = new Float64Array(pixels).toSorted();
  const n = values.length;
  if (n === 0) throw new RangeError('A ROI without pixels has no statistics.');

  let sum = 0;
  for (const value of values) sum += value;
  const roughMean = sum / n;
  let [residual, squares, distinctValues, zeros, before] = [0, 0, 0, 0, NaN];
  for (const value of values) {
    residual += value - roughMean;
    squares += (value - roughMean) ** 2;
    if (value !== before) distinctValues += 1;
    if (value === 0) zeros += 1;
    before = value;
  }
  const variance = n > 1 ? Math.max(0, squares - residual ** 2 / n) / (n - 1) : 0;

  return {
    n,
    mean: roughMean + residual / n,
    sd: Math.sqrt(variance),
    median: medianOfSorted(values),
    minimum: values[0] ?? NaN,
    maximum: values[n - 1] ?? NaN,
    distinctValues,
    zeroFraction: zeros / n,
  };
}

/** Median of unsorted numbers; for an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('No values have no median.');
  return medianOfSorted(Float64Array.from(values).toSorted());
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}
