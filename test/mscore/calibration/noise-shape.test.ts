import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/errors.ts';
import { calibrate } from '../../../src/mscore/calibration/calibrate.ts';
import { chiMeanOverSd } from '../../../src/mscore/chi.ts';
import { cohort, options, severalCoils } from './exams.ts';

/** Steady to 1 %, as chance has it with a thousand pixels. */
const wobble = (number: number) => 1 + 0.01 * Math.sin(number * 2.4);

/** Relative tolerance of a cohort whose mean/SD swings by so much. */
function tolerance(swing: number): number {
  const exams = cohort(30, (number) => severalCoils(2.758 * (1 + swing * Math.sin(number * 2.4))));
  return (calibrate(exams, options).reference?.noiseShape?.tolerance ?? NaN) / 2.758;
}

describe('air of several coils', () => {
  test.each([2, 4, 8, 16])('of %i is the shape of a cohort that has it in every exam', (coils) => {
    const exams = cohort(30, (number) => severalCoils(chiMeanOverSd(coils) * wobble(number)));
    const { reference, limits } = calibrate(exams, options);
    expect(reference?.n).toBe(30);
    expect(reference?.noiseShape?.meanOverSd).toBeCloseTo(chiMeanOverSd(coils), 1);
    expect(limits).toMatchObject([{ code: 'calibrate/noise-shape' }]);
  });

  test('has a tolerance of the band of its pixels, or three SD where that is more', () => {
    expect(tolerance(0.001)).toBeCloseTo(0.0596, 3);
    expect(tolerance(0.05)).toBeCloseTo(3 * 0.05 * Math.SQRT1_2, 1);
    expect(tolerance(0.05)).toBeGreaterThan(0.09);
  });

  test('leaves out who has another', () => {
    const exams = cohort(30, (number) => {
      if (number === 1) return severalCoils(chiMeanOverSd(4));
      return number === 2 ? {} : severalCoils(chiMeanOverSd(2) * wobble(number));
    });
    const { reference, leftOut } = calibrate(exams, options);
    expect(reference?.n).toBe(28);
    expect(leftOut.map(({ exam, reasons }) => [exam.name, reasons[0]?.code])).toEqual([
      ['exam 1', 'calibrate/other-noise'],
      ['exam 2', 'calibrate/other-noise'],
    ]);
  });

  test('stays refused in a cohort of one coil', () => {
    const exams = cohort(30, (number) => (number <= 5 ? severalCoils(2.76) : {}));
    const { reference, leftOut } = calibrate(exams, options);
    expect(reference?.n).toBe(25);
    expect(reference).not.toHaveProperty('noiseShape');
    expect(new Set(leftOut.map(({ reasons }) => reasons[0]?.code))).toEqual(new Set(['noise/not-rayleigh']));
  });

  test('stays refused when something else is wrong with it', () => {
    const exams = cohort(30, () => severalCoils(2.758, [reason('noise/not-uniform')]));
    const { failure, leftOut } = calibrate(exams, options);
    expect(failure?.code).toBe('calibrate/too-few');
    expect(leftOut[0]?.reasons.map(({ code }) => code)).toEqual(['noise/not-rayleigh', 'noise/not-uniform']);
  });

  test.each([
    ['that of no number of coils', () => 2.3],
    ['below that of one coil', () => 1.4],
    ['another in every exam', (number: number) => 2 + (number % 10) / 2],
  ])('is no shape when it is %s', (_, meanOverSd) => {
    const { failure, leftOut } = calibrate(
      cohort(30, (number) => severalCoils(meanOverSd(number))),
      options,
    );
    expect(failure?.code).toBe('calibrate/too-few');
    expect(leftOut).toHaveLength(30);
    expect(leftOut[0]?.reasons[0]?.code).toBe('noise/not-rayleigh');
  });
});
