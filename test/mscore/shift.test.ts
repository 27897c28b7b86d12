import { describe, expect, test } from '@jest/globals';
import { acquiredTwice } from '../../fixtures/noise/twice.ts';
import { mulberry32 } from '../../fixtures/phantom/random.ts';
import { meanSquareOfShift, shiftOf } from '../../src/mscore/shift.ts';
import { placeOf } from './air.ts';

const moved = (down: number, right: number, sigma = 5) =>
  acquiredTwice({ signal: 600, sigma, random: mulberry32(7), shift: [down, right] })[0];

describe('the shift between two acquisitions', () => {
  test.each([
    [0, 0],
    [0.3, 0],
    [0, -0.3],
    [-0.2, 0.25],
  ])('of %d down and %d right is found, to a third', (down, right) => {
    const pair = moved(down, right);
    if (!pair) throw new Error('no body');
    const shift = shiftOf(pair);
    // First order: at edges as sharp as a pixel the slope is underrated, and the shift overrated by up to a third.
    expect(Math.abs(shift.down - down)).toBeLessThan(0.04 + Math.abs(down) / 3);
    expect(Math.abs(shift.right - right)).toBeLessThan(0.04 + Math.abs(right) / 3);
    expect(shift.error).toBeLessThan(0.05);
  });

  test('is not known without structure, nor along stripes', () => {
    const even = placeOf(new Float64Array(100).fill(7));
    expect(shiftOf({ first: even, second: even }).error).toBe(Infinity);
    const stripes = placeOf(Float64Array.from({ length: 400 }, (_, i) => (Math.floor(i / 20) % 4) * 10));
    expect(shiftOf({ first: stripes, second: stripes }).error).toBe(Infinity);
  });
});

test('what a shift changes is its length times the slope', () => {
  const slope = placeOf(Float64Array.from({ length: 400 }, (_, i) => 3 * (i % 20)));
  const pair = { first: slope, second: slope };
  expect(meanSquareOfShift(pair, { right: 0.5, down: 9 })).toBeCloseTo((0.5 * 3) ** 2, 9);
});
