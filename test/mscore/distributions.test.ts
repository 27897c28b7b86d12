import { describe, expect, test } from '@jest/globals';
import { binomialUpperBound, normalQuantile } from '../../src/mscore/distributions.ts';

test.each([
  [0.5, 0],
  [0.025, 1.95996],
  [0.005, 2.57583],
  [0.0005, 3.29053],
])('a standard normal variable exceeds its quantile with probability %d', (tail, z) => {
  expect(Math.abs(normalQuantile(tail) - z)).toBeLessThan(4.5e-4);
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
