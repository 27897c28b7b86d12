/** Statistics of the stored grey values in one or several ROIs. */
export interface RoiStatistics {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n − 1); 0 for a single pixel. */
  readonly sd: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly distinctValues: number;
  /** Share of pixels that are exactly 0, between 0 and 1. */
  readonly zeroFraction: number;
}

/**
 * Statistics of `pixels`, stored grey values in any order.
 * Raises RangeError for an empty ROI: ask for a ROI with pixels first.
 */
export function roiStatistics(pixels: ArrayLike<number>): RoiStatistics {
  const distinct = new Set<number>();
  let [zeros, minimum, maximum] = [0, Infinity, -Infinity];
  for (let i = 0; i < pixels.length; i += 1) {
    const value = pixels[i] ?? 0;
    distinct.add(value);
    if (value === 0) zeros += 1;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const zeroFraction = zeros / pixels.length;
  return { ...spreadOf(pixels), minimum, maximum, distinctValues: distinct.size, zeroFraction };
}

/**
 * Number, mean and SD alone.
 * Two passes, the second corrected for the rounding of the first mean (Chan, Golub and LeVeque 1983,
 * "Algorithms for computing the sample variance", eq. 1.7), so that a large offset costs no digits.
 * Raises RangeError for an empty ROI.
 */
export function spreadOf(pixels: ArrayLike<number>): Pick<RoiStatistics, 'n' | 'mean' | 'sd'> {
  const n = pixels.length;
  if (n === 0) throw new RangeError('A ROI without pixels has no statistics.');
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += pixels[i] ?? 0;
  const roughMean = sum / n;
  let [residual, squares] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const deviation = (pixels[i] ?? 0) - roughMean;
    residual += deviation;
    squares += deviation ** 2;
  }
  const variance = n > 1 ? Math.max(0, squares - residual ** 2 / n) / (n - 1) : 0;
  return { n, mean: roughMean + residual / n, sd: Math.sqrt(variance) };
}

/** Median of unsorted numbers; for an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('No values have no median.');
  const sorted = Float64Array.from(values).toSorted();
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}
