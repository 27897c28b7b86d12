import { describe, expect, test } from '@jest/globals';
import {
  binomialUpperBound,
  chiSquareQuantile,
  normalDensity,
  normalQuantile,
  studentQuantile,
} from '../../src/mscore/distributions.ts';

test.each([
  [0.5, 0],
  [0.025, 1.95996],
  [0.005, 2.57583],
  [0.0005, 3.29053],
])('a standard normal variable exceeds its quantile with probability %d', (tail, z) => {
  expect(Math.abs(normalQuantile(tail) - z)).toBeLessThan(4.5e-4);
});

test('the density of a standard normal variable holds 95 % between its quantiles', () => {
  const step = 0.001;
  const points = Array.from({ length: 3920 }, (_, index) => -1.96 + step * (index + 0.5));
  const held = points.reduce((sum, z) => sum + step * normalDensity(z), 0);
  expect(held).toBeCloseTo(0.950004, 6);
});

describe('binomialUpperBound', () => {
  // Exact sums of binomial probabilities.
  test.each([
    [10, 0.5, 0.999, 9],
    [10, 0.5, 0.99, 9],
    [10, 0.5, 0.5, 5],
    [3, 0.1, 0.998, 2],
    [3, 0.1, 0.9995, 3],
    [400, 0.0308, 0.999, 24],
  ])('of %d draws with p = %d, at most … at level %d', (n, p, level, bound) => {
    expect(binomialUpperBound(n, p, level)).toBe(bound);
  });

  test('is the mean plus three to four SDs for many draws, without underflow', () => {
    const [n, p] = [1_000_000, 0.03];
    const deviations = (binomialUpperBound(n, p, 0.999) - n * p) / Math.sqrt(n * p * (1 - p));
    expect(deviations).toBeGreaterThan(3.05);
    expect(deviations).toBeLessThan(3.15);
  });

  test('certain and impossible events need no chance', () => {
    expect(binomialUpperBound(400, 0, 0.999)).toBe(0);
    expect(binomialUpperBound(400, 1, 0.999)).toBe(400);
  });
});

// R: qchisq(0.999, df).
test.each([
  [3, 16.266],
  [24, 51.179],
  [99, 148.23],
])('χ² with %d degrees of freedom stays below %d in 999 of 1000 cases', (freedom, value) => {
  expect(Math.abs(chiSquareQuantile(0.999, freedom) / value - 1)).toBeLessThan(0.02);
});

// R: qt(0.975, df).
test.each([
  [1, 12.7062],
  [2, 4.30265],
  [3, 3.18245],
  [10, 2.22814],
  [Infinity, 1.95996],
])("Student's t with %d degrees of freedom exceeds %d with probability 2.5 %%", (freedom, t) => {
  expect(Math.abs(studentQuantile(0.025, freedom) / t - 1)).toBeLessThan(0.01);
});
