import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { delong } from '../../../src/mscore/statistics/delong.ts';
import { areaUnderCurve, rocCurve } from '../../../src/mscore/statistics/roc.ts';
import { r, samples, scipy, withSample } from './recorded.ts';

const scores = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 12 });
const classes = fc.record({ withOutcome: scores, without: scores });

describe('delong', () => {
  test.each(withSample(r.delong, samples.classes))('is what pROC says: %s', (_, said, sample) => {
    const { area, standardError, interval95 } = delong(sample);
    expect(area).toBeCloseTo(said.area, 12);
    expect(standardError).toBeCloseTo(said.standardError, 12);
    expect(interval95?.[0]).toBeCloseTo(said.interval95[0], 12);
    expect(interval95?.[1]).toBeCloseTo(said.interval95[1], 12);
  });

  test('says no interval where the variance says nothing', () => {
    expect(delong({ withOutcome: [3], without: [1, 2] })).toEqual({
      area: 1,
      standardError: null,
      interval95: null,
    });
    expect(delong({ withOutcome: [3, 4], without: [1, 2] })).toEqual({
      area: 1,
      standardError: 0,
      interval95: null,
    });
  });
});

describe('the area', () => {
  test.each(withSample(scipy.areas, samples.classes))(
    'is Mann–Whitney U / mn of SciPy: %s',
    (_, said, sample) => {
      expect(areaUnderCurve(sample)).toBeCloseTo(said.area, 12);
    },
  );

  test('is what the trapezium under the curve has, and what pairs say one by one', () => {
    fc.assert(
      fc.property(classes, (sample) => {
        const points = rocCurve(sample);
        const trapezium = points.slice(1).reduce((total, point, index) => {
          const before = points[index] ?? point;
          const width = before.specificity - point.specificity;
          return total + (width * (before.sensitivity + point.sensitivity)) / 2;
        }, 0);
        const pairs = sample.withOutcome.flatMap((one) =>
          sample.without.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)),
        );
        const counted = pairs.reduce<number>((total, value) => total + value, 0) / pairs.length;
        expect(areaUnderCurve(sample)).toBeCloseTo(trapezium, 12);
        expect(areaUnderCurve(sample)).toBeCloseTo(counted, 12);
      }),
    );
  });

  test('turns round with the classes', () => {
    fc.assert(
      fc.property(classes, ({ withOutcome, without }) => {
        const turned = areaUnderCurve({ withOutcome: without, without: withOutcome });
        expect(turned + areaUnderCurve({ withOutcome, without })).toBeCloseTo(1, 12);
      }),
    );
  });
});

test('the curve starts with nobody and ends with everybody positive', () => {
  const curve = rocCurve({ withOutcome: [3, 2], without: [2, 1] });
  expect(curve).toEqual([
    { cutoff: Number.POSITIVE_INFINITY, sensitivity: 0, specificity: 1 },
    { cutoff: 3, sensitivity: 0.5, specificity: 1 },
    { cutoff: 2, sensitivity: 1, specificity: 0.5 },
    { cutoff: 1, sensitivity: 1, specificity: 0 },
  ]);
});
