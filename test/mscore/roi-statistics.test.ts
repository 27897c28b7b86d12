import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { median, roiStatistics, spreadOf } from '../../src/mscore/roi-statistics.ts';

const greyValues = fc.array(fc.integer({ min: -32768, max: 65535 }), { minLength: 2, maxLength: 300 });

describe('roiStatistics', () => {
  test('a hand-computed ROI', () => {
    expect(roiStatistics([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      n: 8,
      mean: 5,
      sd: Math.sqrt(32 / 7),
      minimum: 2,
      maximum: 9,
      distinctValues: 5,
      zeroFraction: 0,
    });
  });

  test('reads pixel arrays as they are stored', () => {
    expect(roiStatistics(Int16Array.of(-1, 0, 0, 1))).toMatchObject({
      mean: 0,
      zeroFraction: 0.5,
    });
  });

  test('number, mean and SD alone are the same', () => {
    fc.assert(
      fc.property(greyValues, (pixels) => expect(roiStatistics(pixels)).toMatchObject(spreadOf(pixels))),
    );
  });

  test('one pixel has no spread, and none has no statistics', () => {
    expect(roiStatistics([7])).toMatchObject({ n: 1, mean: 7, sd: 0 });
    expect(() => roiStatistics([])).toThrow(RangeError);
  });

  test('keeps its digits on a large offset', () => {
    const spread = [4, 7, 13, 16];
    expect(roiStatistics(spread.map((value) => value + 1e9)).sd).toBeCloseTo(roiStatistics(spread).sd, 9);
  });

  test('an offset moves the mean and leaves the SD; a factor scales both', () => {
    fc.assert(
      fc.property(
        greyValues,
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        (pixels, b, a) => {
          const before = roiStatistics(pixels);
          const after = roiStatistics(pixels.map((value) => a * value + b));
          expect(after.mean).toBeCloseTo(a * before.mean + b, 5);
          expect(after.sd).toBeCloseTo(a * before.sd, 5);
          expect(after.distinctValues).toBe(before.distinctValues);
        },
      ),
    );
  });

  test('does not depend on the order of the pixels', () => {
    fc.assert(
      fc.property(greyValues, (pixels) => {
        const { mean, sd, ...counted } = roiStatistics(pixels);
        const reversed = roiStatistics(pixels.toReversed());
        expect(reversed).toMatchObject(counted);
        expect(reversed.mean).toBeCloseTo(mean, 8);
        expect(reversed.sd).toBeCloseTo(sd, 8);
      }),
    );
  });
});

test('as many values lie below the median as above it', () => {
  fc.assert(
    fc.property(greyValues, (values) => {
      const middle = median(values);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
