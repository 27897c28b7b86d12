import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  barsOver,
  barWidth,
  countInBars,
  edgeOf,
  MOST_BARS,
} from '../../../src/mscore/statistics/histogram.ts';

const snr = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
const sample = fc.array(snr, { minLength: 1, maxLength: 200 });
/** Any width that a cohort could have had. */
const anyWidth = fc.tuple(snr, fc.integer({ min: 2, max: 1000 })).map(([iqr, n]) => barWidth(iqr, n));

function spanning(values: readonly number[], width: number) {
  return barsOver(Math.min(...values), Math.max(...values), width);
}

describe('the width of bars', () => {
  test.each([
    // 2 · 6.75 / ∛30 = 4.34
    ['thirty women of SD 5', 6.75, 30, 5],
    // 2 · 6.75 / ∛131 = 2.66
    ['131 women of SD 5', 6.75, 131, 2],
    ['a tenth of the spread', 0.675, 131, 0.2],
    ['a hundred times the spread', 675, 131, 200],
  ])('of %s is Freedman and Diaconis’ at a round number', (_, iqr, n, width) => {
    expect(barWidth(iqr, n)).toBe(width);
  });

  test('is 1, 2 or 5 times a power of ten, and no further from the rule than the next', () => {
    fc.assert(
      fc.property(snr, fc.integer({ min: 1, max: 1e6 }), (iqr, n) => {
        const width = barWidth(iqr, n);
        expect(['1', '2', '5']).toContain(width.toExponential().replace(/(\.0+)?e.*/, ''));
        const times = width / ((2 * iqr) / Math.cbrt(n));
        expect(Math.max(times, 1 / times)).toBeLessThan(Math.sqrt(2.5) * (1 + 1e-9));
      }),
    );
  });
});

describe('bars over a sample', () => {
  test('hold every value once, whatever its order', () => {
    fc.assert(
      fc.property(sample, anyWidth, (values, width) => {
        const bars = spanning(values, width);
        const counts = countInBars(values, bars);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(countInBars(values.toReversed(), bars)).toEqual(counts);
        expect(counts).toHaveLength(bars.count);
      }),
    );
  });

  test('reach from the smallest value to the largest, with neither end empty', () => {
    fc.assert(
      fc.property(sample, anyWidth, (values, width) => {
        const bars = spanning(values, width);
        const rounding = 1e-9 * bars.width;
        expect(edgeOf(bars, 0)).toBeLessThanOrEqual(Math.min(...values) + rounding);
        expect(edgeOf(bars, bars.count)).toBeGreaterThanOrEqual(Math.max(...values) - rounding);
        const counts = countInBars(values, bars);
        expect(Math.min(counts.at(0) ?? 0, counts.at(-1) ?? 0)).toBeGreaterThan(0);
      }),
    );
  });

  test('are never more than can be drawn, and as narrow as asked where they can', () => {
    fc.assert(
      fc.property(sample, anyWidth, (values, width) => {
        const bars = spanning(values, width);
        expect(bars.count).toBeLessThanOrEqual(MOST_BARS);
        if ((Math.max(...values) - Math.min(...values)) / width < MOST_BARS - 1)
          expect(bars.width).toBe(width);
        else expect(bars.width).toBeGreaterThan(width);
      }),
    );
  });

  test('count what lies beyond them in the outermost', () => {
    const bars = barsOver(40, 49, 5);
    expect(countInBars([1, 40, 44.9, 45, 49, 50, 1e6], bars)).toEqual([3, 4]);
  });

  test('begin and end at round numbers', () => {
    const bars = barsOver(0.31, 0.69, 0.1);
    expect([0, 1, 2, 3, 4].map((index) => edgeOf(bars, index))).toEqual([0.3, 0.4, 0.5, 0.6, 0.7]);
  });
});
