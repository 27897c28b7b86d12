import type { AirPlace } from './air-place.ts';
import { average, sum } from './arithmetic.ts';

/** One place of the patient in two acquisitions, the same pixels in both. */
export interface AcquiredPair {
  readonly first: AirPlace;
  readonly second: AirPlace;
}

/** The difference of a pair, second less first, about its own mean. */
export interface Difference {
  readonly place: AirPlace;
  /** As it was stored: whole numbers, in any order. */
  readonly values: readonly number[];
  readonly n: number;
  /** Of the difference before its mean was taken off, and of the signal in both; stored grey values. */
  readonly mean: number;
  readonly signal: number;
  readonly squares: number;
}

/** Undefined for a pair without a pixel that both have. */
export function differenceOf({ first, second }: AcquiredPair): Difference | undefined {
  const inside = first.inside.map((within, i) => within * (second.inside[i] ?? 0));
  const indices = [...inside.keys()].filter((i) => inside[i] === 1);
  const n = indices.length;
  if (n === 0) return undefined;
  const values = indices.map((i) => valueAt(second, i) - valueAt(first, i));
  const mean = average(values);
  const about = new Float64Array(inside.length);
  for (const [k, i] of indices.entries()) about[i] = (values[k] ?? 0) - mean;
  return {
    place: { ...first, values: about, inside },
    values,
    n,
    mean,
    signal: average(indices.map((i) => (valueAt(second, i) + valueAt(first, i)) / 2)),
    squares: sum(values.map((value) => (value - mean) ** 2)),
  };
}

function valueAt(place: AirPlace, pixel: number): number {
  return place.values[pixel] ?? 0;
}
