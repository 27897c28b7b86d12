import type { AirPlace } from './air-place.ts';
import { type AcquiredPair, differenceOf } from './acquired-pair.ts';

/** How far the second acquisition lies from the first, in pixels along columns and rows, and how sure that is. */
export interface Shift {
  readonly right: number;
  readonly down: number;
  /** Standard error of each. */
  readonly error: number;
}

/**
 * The shift that explains a difference best: what moves by δ changes by −δ · ∇S (first order; least squares over all
 * pixels). ∇S is that of the mean of both, whose noise is independent of that of their difference, so that noise
 * alone gives no shift. Zero with an infinite error where the place has no structure.
 */
export function shiftOf(pair: AcquiredPair): Shift {
  const none = { right: 0, down: 0, error: Infinity };
  const difference = differenceOf(pair);
  if (!difference) return none;
  const { place } = difference;
  const signal = meanOfBoth(pair);
  let [xx, xy, yy, xd, yd, dd, n] = [0, 0, 0, 0, 0, 0, 0];
  forEachGradient(place, signal, (gx, gy, i) => {
    const d = place.values[i] ?? 0;
    xx += gx * gx;
    xy += gx * gy;
    yy += gy * gy;
    xd += gx * d;
    yd += gy * d;
    dd += d * d;
    n += 1;
  });
  const determinant = xx * yy - xy * xy;
  // Stripes show a shift across them only; a thousandth keeps the division from the rounding.
  if (n < 3 || !(determinant > 1e-3 * xx * yy)) return none;
  const right = -(yy * xd - xy * yd) / determinant;
  const down = -(xx * yd - xy * xd) / determinant;
  const rest = Math.max(0, dd + right * xd + down * yd) / (n - 2);
  return { right, down, error: Math.sqrt((rest * Math.max(xx, yy)) / determinant) };
}

/** Mean square, in a place, of what a shift of the image changes there: stored grey values squared. */
export function meanSquareOfShift(
  pair: AcquiredPair,
  { right, down }: Pick<Shift, 'right' | 'down'>,
): number {
  let [squares, n] = [0, 0];
  forEachGradient(pair.first, meanOfBoth(pair), (gx, gy) => {
    squares += (right * gx + down * gy) ** 2;
    n += 1;
  });
  return n === 0 ? 0 : squares / n;
}

function meanOfBoth({ first, second }: AcquiredPair): Float64Array {
  return first.values.map((value, i) => (value + (second.values[i] ?? 0)) / 2);
}

/** Central differences, at the pixels whose four neighbours are inside too. */
function forEachGradient(
  { rows, columns, inside }: AirPlace,
  signal: Float64Array,
  use: (right: number, down: number, index: number) => void,
): void {
  for (let row = 1; row < rows - 1; row += 1) {
    for (let column = 1; column < columns - 1; column += 1) {
      const i = row * columns + column;
      const around = [i, i - 1, i + 1, i - columns, i + columns];
      if (around.some((pixel) => inside[pixel] !== 1)) continue;
      const [left = 0, right = 0] = [signal[i - 1], signal[i + 1]];
      const [above = 0, below = 0] = [signal[i - columns], signal[i + columns]];
      use((right - left) / 2, (below - above) / 2, i);
    }
  }
}
