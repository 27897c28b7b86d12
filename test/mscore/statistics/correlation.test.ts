import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  pearson,
  pearsonOfRows,
  spearman,
  spearmanOfRows,
  spearmanRho,
} from '../../../src/mscore/statistics/correlation.ts';
import { r, samples, scipy, withSample } from './recorded.ts';

const column = (n: number) => fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n, maxLength: n });
const pair = fc.integer({ min: 3, max: 7 }).chain((n) => fc.tuple(column(n), column(n)));

describe('spearman', () => {
  test.each(withSample(scipy.correlations, samples.pairs))('is what SciPy says: %s', (_, said, { a, b }) => {
    const result = spearman(a, b);
    expect(result.rho).toBeCloseTo(said.spearman.rho, 12);
    expect(result.pApproximate).toBeCloseTo(said.spearman.p, 12);
    if (said.spearman.exact === null) expect(result.pExact).toBeNull();
    else expect(result.pExact).toBeCloseTo(said.spearman.exact, 12);
  });

  test.each(withSample(r.correlations, samples.pairs))(
    'is what cor.test of R says: %s',
    (_, said, { a, b }) => {
      const result = spearman(a, b);
      expect(result.rho).toBeCloseTo(said.rho, 12);
      // R finds the p of a perfect order only approximately.
      expect(Math.abs((said.exact ? result.p : result.pApproximate) - said.p)).toBeLessThan(1e-9);
    },
  );

  test('quotes the exact p for few cases without ties, and the approximate one otherwise', () => {
    const few = spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]);
    expect([few.ties, few.p]).toEqual([false, few.pExact]);
    const tied = spearman([1, 2, 3, 4, 5], [2, 1, 4, 4, 5]);
    expect([tied.ties, tied.p]).toEqual([true, tied.pApproximate]);
    const many = spearman([...Array(10).keys()], [1, 0, 3, 2, 5, 4, 7, 6, 9, 8]);
    expect([many.pExact, many.p]).toEqual([null, many.pApproximate]);
  });

  test('sees order only: any rising function of a column changes nothing', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const bent = a.map((value) => Math.exp(value / 10));
        expect(spearman(bent, b)).toEqual(spearman(a, b));
      }),
    );
  });

  test('turns its sign with one column and keeps its p', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [there, back] = [
          spearman(a, b),
          spearman(
            a.map((value) => -value),
            b,
          ),
        ];
        if (Number.isNaN(there.rho)) return;
        expect(back.rho).toBeCloseTo(-there.rho, 12);
        expect(back.pExact).toBe(there.pExact);
        expect(Math.abs(there.rho)).toBeLessThanOrEqual(1);
        expect(there.pExact).toBeGreaterThan(0);
      }),
    );
  });
});

describe('pearson', () => {
  test.each(withSample(scipy.correlations, samples.pairs))('is what SciPy says: %s', (_, said, { a, b }) => {
    expect(pearson(a, b).r).toBeCloseTo(said.pearson.r, 12);
    expect(pearson(a, b).p).toBeCloseTo(said.pearson.p, 12);
  });

  test('of a line is 1, and never more', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 3, maxLength: 20 }), (a) => {
        const { r: of } = pearson(
          a,
          a.map((value) => 0.1 * value + 3),
        );
        expect(of).toBeCloseTo(1, 12);
        expect(of).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('a constant column has no correlation', () => {
  expect(spearman([1, 1, 1], [1, 2, 3])).toMatchObject({ rho: Number.NaN, pExact: null });
  expect(pearson([1, 2, 3], [0.1, 0.1, 0.1])).toEqual({ r: Number.NaN, p: Number.NaN });
});

test('of rows that were drawn, some of them twice, both are what they are of the drawn values', () => {
  const drawn = pair.chain(([a, b]) =>
    fc.tuple(
      fc.constant(a),
      fc.constant(b),
      fc.array(fc.integer({ min: 0, max: a.length - 1 }), { minLength: 3, maxLength: 12 }),
    ),
  );
  fc.assert(
    fc.property(drawn, ([a, b, rows]) => {
      const [x, y] = [rows.map((row) => a[row] ?? 0), rows.map((row) => b[row] ?? 0)];
      expect(spearmanOfRows(a, b)(rows)).toBe(spearmanRho(x, y));
      expect(pearsonOfRows(a, b)(rows)).toBe(pearson(x, y).r);
    }),
  );
});
