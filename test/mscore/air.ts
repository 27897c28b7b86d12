import type { AirPlace } from '../../src/mscore/air-place.ts';

/** Uniform numbers in (0, 1) that are the same on every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

export interface AirOptions {
  readonly seed: number;
  /** Standard deviation of the noise in each receiver channel. */
  readonly sigma: number;
  /** Receiver coils whose magnitudes are combined by sum of squares. */
  readonly coils?: number;
}

/** Magnitude pixels of air, rounded to integers as a scanner stores them. */
export function air(n: number, { seed, sigma, coils = 1 }: AirOptions): number[] {
  const random = seededRandom(seed);
  const power = () => Array.from({ length: coils }).reduce<number>((sum) => sum - 2 * Math.log(random()), 0);
  return Array.from({ length: n }, () => Math.round(sigma * Math.sqrt(power())));
}

/** The same pixels as a place that is about square; values without a place of their own are left out. */
export function airPlace(n: number, options: AirOptions): AirPlace {
  return placeOf(air(n, options));
}

/** Grey values laid out row by row in about a square. */
export function placeOf(pixels: ArrayLike<number>): AirPlace {
  const columns = Math.max(1, Math.ceil(Math.sqrt(pixels.length)));
  const rows = Math.ceil(pixels.length / columns);
  const values = new Float64Array(rows * columns);
  values.set(pixels);
  return { rows, columns, values, inside: Uint8Array.from(values, (_, i) => Number(i < pixels.length)) };
}
