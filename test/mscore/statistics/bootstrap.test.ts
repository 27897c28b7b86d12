import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bootstrapInterval, type BootstrapOptions } from '../../../src/mscore/statistics/bootstrap.ts';
import { pearsonOfRows, spearmanOfRows } from '../../../src/mscore/statistics/correlation.ts';
import { samples, scipy, withSample } from './recorded.ts';

const options = { seed: 1, resamples: 2000 };

function bootstrapPairs(
  a: readonly number[],
  b: readonly number[],
  statistic: typeof pearsonOfRows,
  how: BootstrapOptions,
) {
  return bootstrapInterval([[...a.keys()]], statistic(a, b), how);
}

const overAll = scipy.correlations.filter(({ pearsonBootstrapOverAll }) => pearsonBootstrapOverAll !== null);

test.each(withSample(overAll, samples.pairs))(
  'comes close to the quantiles over all 3125 resamples of five cases: %s',
  (_, { pearsonBootstrapOverAll }, { a, b }) => {
    const interval = bootstrapPairs(a, b, pearsonOfRows, { seed: 3, resamples: 20_000 })?.interval95;
    const [low = Number.NaN, high = Number.NaN] = pearsonBootstrapOverAll ?? [];
    expect(Math.abs((interval?.[0] ?? Number.NaN) - low)).toBeLessThan(0.02);
    expect(Math.abs((interval?.[1] ?? Number.NaN) - high)).toBeLessThan(0.02);
  },
);

test('the same seed gives the same interval, another seed another', () => {
  const { a = [], b = [] } = samples.pairs.find(({ name }) => name === 'n 12') ?? {};
  const once = bootstrapPairs(a, b, spearmanOfRows, options);
  expect(bootstrapPairs(a, b, spearmanOfRows, options)).toEqual(once);
  expect(bootstrapPairs(a, b, spearmanOfRows, { ...options, seed: 2 })).not.toEqual(once);
});

const shareBelow100 = (rows: readonly number[]) => rows.filter((row) => row < 100).length / rows.length;

test('draws each stratum on its own, as many as it has', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer(),
      (m, n, seed) => {
        const [first, second] = [[...Array(m).keys()], [...Array(n).keys()].map((row) => row + 100)];
        const interval = bootstrapInterval([first, second], shareBelow100, {
          seed,
          resamples: 10,
        })?.interval95;
        expect(interval).toEqual([m / (m + n), m / (m + n)]);
      },
    ),
  );
});

test('leaves out resamples without a value, and says none when most have none', () => {
  const twoOfThree = bootstrapPairs([1, 1, 2], [1, 2, 3], spearmanOfRows, options);
  expect(twoOfThree?.used).toBeLessThan(2000);
  expect(twoOfThree?.used).toBeGreaterThan(1000);
  expect(bootstrapPairs([1, 1, 1], [1, 2, 3], spearmanOfRows, options)).toBeNull();
});
