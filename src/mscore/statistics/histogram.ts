/** Bars of one width, side by side: bar i holds (first + i) · width ≤ value < (first + i + 1) · width, so that edges are round. */
export interface Bars {
  readonly width: number;
  /** Of the first bar, in widths. */
  readonly first: number;
  /** At least one. */
  readonly count: number;
}

/** More would be thinner than their own outlines. */
export const MOST_BARS = 60;
const ROUND = [1, 2, 5, 10] as const;

/**
 * Width of the bars of a sample by Freedman and Diaconis (1981, Z Wahrscheinlichkeitstheorie 57:453), 2 IQR / ∛n, at the
 * nearest round number: 1, 2 or 5 times a power of ten.
 *
 * @param iqr interquartile range, positive
 * @param n at least 1
 */
export function barWidth(iqr: number, n: number): number {
  return nearestRound((2 * iqr) / Math.cbrt(n));
}

/** Bars from `low` to `high`, wider than `width` (a round number) where there would be more than MOST_BARS. */
export function barsOver(low: number, high: number, width: number): Bars {
  const first = Math.floor(low / width);
  const count = Math.floor(high / width) - first + 1;
  // 2.2 times a round number is nearest to the next one.
  return count <= MOST_BARS ? { width, first, count } : barsOver(low, high, nearestRound(2.2 * width));
}

/** How many of the values are in each bar; those beyond the outermost are counted there. */
export function countInBars(values: readonly number[], { width, first, count }: Bars): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (const value of values) {
    const bar = Math.max(0, Math.min(count - 1, Math.floor(value / width) - first));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}

/** Where bar `index` begins, and the one before it ends. */
export function edgeOf({ width, first }: Bars, index: number): number {
  // 3 × 0.1 is 0.30000000000000004.
  return Number(((first + index) * width).toPrecision(12));
}

/** Midway between two round numbers is their geometric mean. */
function nearestRound(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  const step = value / 10 ** exponent;
  const round = ROUND.find((one, index) => step <= Math.sqrt(one * (ROUND[index + 1] ?? one)));
  return Number(`${round ?? 10}e${exponent}`);
}
