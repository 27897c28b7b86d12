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
