import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { modifiedZScores, OUTLIER_BEYOND } from '../../../src/mscore/calibration/outliers.ts';

describe('modified z-scores (Iglewicz and Hoaglin 1993)', () => {
  test('are 0.6745 (x − median) / MAD', () => {
    // Median 3, absolute deviations 2 1 0 1 97, MAD 1.
    const scores = modifiedZScores([1, 2, 3, 4, 100]);
    expect(scores.map((score) => Number(score.toFixed(4)))).toEqual([-1.349, -0.6745, 0, 0.6745, 65.4265]);
  });

  test('take the mean deviation where more than half are equal', () => {
    const scores = modifiedZScores([5, 5, 5, 5, 9]);
    // Mean deviation 0.8.
    expect(scores[4]).toBeCloseTo(4 / (1.253314 * 0.8), 6);
    expect(scores[0]).toBe(0);
  });

  test.each([[[]], [[7]], [[7, 7, 7]]])('of %p are no outliers', (values) => {
    expect(modifiedZScores(values)).toEqual(values.map(() => 0));
  });

  // Whole numbers: the spread of doubles can be one rounding wide.
  const values = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 60 });

  test('do not change with the unit, and turn with the sign', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (some, factor) => {
        const [plain, scaled] = [
          modifiedZScores(some),
          modifiedZScores(some.map((value) => value * -factor)),
        ];
        for (const [index, score] of plain.entries()) {
          expect(Math.abs(score + (scaled[index] ?? NaN))).toBeLessThanOrEqual(
            1e-6 * Math.max(1, Math.abs(score)),
          );
        }
      }),
    );
  });

  test('call less than half of the values outliers', () => {
    fc.assert(
      fc.property(values, (some) => {
        const far = modifiedZScores(some).filter((score) => Math.abs(score) > OUTLIER_BEYOND);
        expect(far.length).toBeLessThan(some.length / 2);
      }),
    );
  });
});
