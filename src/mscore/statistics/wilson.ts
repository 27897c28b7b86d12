import type { Interval } from './bootstrap.ts';
import { Z95 } from './z95.ts';

export interface Proportion {
  readonly value: number;
  readonly interval95: Interval;
  readonly count: number;
  readonly of: number;
}

/** A proportion of `of` ≥ 1 cases with its 95 % score interval (Wilson 1927), which suits small numbers. */
export function proportion(count: number, of: number): Proportion {
  const value = count / of;
  const z2 = Z95 ** 2;
  const middle = (value + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z95 / (1 + z2 / of)) * Math.sqrt((value * (1 - value)) / of + z2 / (4 * of * of));
  // Rounding may leave −1e−17 where the bound is 0.
  const low = count === 0 ? 0 : middle - half;
  const high = count === of ? 1 : middle + half;
  return { value, interval95: [low, high], count, of };
}
