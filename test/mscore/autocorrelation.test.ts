import { describe, expect, test } from '@jest/globals';
import { interpolated, simulateAir } from '../../fixtures/noise/simulate.ts';
import { mulberry32 } from '../../fixtures/phantom/random.ts';
import type { AirPlace } from '../../src/mscore/air-place.ts';
import { autocorrelation, effectiveCount, redundancy } from '../../src/mscore/autocorrelation.ts';

/** Independent pixels that say as much. */
const worth = (places: readonly AirPlace[]) => effectiveCount(places, autocorrelation(places));

const place = (seed: number, rows = 40, columns = 40) =>
  simulateAir({ top: 0, left: 0, rows, columns, sigma: 10 }, mulberry32(seed));

describe('independent pixels', () => {
  test('are worth their number', () => {
    expect(worth([place(1), place(2)])).toBeGreaterThan(0.9 * 3200);
    expect(worth([place(1), place(2)])).toBeLessThanOrEqual(3200);
  });

  test('have no correlation beyond chance', () => {
    const { alongRows, alongColumns } = autocorrelation([place(3)]);
    for (const r of [...alongRows, ...alongColumns]) expect(Math.abs(r)).toBeLessThan(0.12);
  });
});

describe('pixels interpolated to twice as many rows and columns', () => {
  const fine = [place(4, 30, 30), place(5, 30, 30)].map(interpolated);

  test('are alike to their neighbours, along both axes', () => {
    const { alongRows, alongColumns } = autocorrelation(fine);
    expect(alongRows[0]).toBeGreaterThan(0.5);
    expect(alongColumns[0]).toBeGreaterThan(0.5);
    expect(Math.abs(alongRows[3] ?? 1)).toBeLessThan(0.15);
  });

  test('are worth about a quarter of their number', () => {
    const count = worth(fine);
    expect(count / 7200).toBeGreaterThan(0.15);
    expect(count / 7200).toBeLessThan(0.35);
  });
});

test('each pixel twice along one axis is worth half', () => {
  const { rows, columns, values } = place(6);
  const twice = {
    rows,
    columns: 2 * columns,
    values: Float64Array.from({ length: 2 * values.length }, (_, i) => values[Math.floor(i / 2)] ?? 0),
    inside: new Uint8Array(2 * values.length).fill(1),
  };
  expect(worth([twice]) / (2 * values.length)).toBeCloseTo(0.5, 1);
});

test('redundancy never makes more of the pixels than there are', () => {
  expect(redundancy([])).toBe(1);
  expect(redundancy([0.5])).toBe(2);
  expect(redundancy([-0.4])).toBe(1);
});
