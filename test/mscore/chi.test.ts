import { describe, expect, test } from '@jest/globals';
import { chiDensity, chiMeanOverSd, chiSdOverSigma, coilsOf } from '../../src/mscore/chi.ts';
import { MEAN_OVER_SD, SD_OVER_SIGMA } from '../../src/mscore/rayleigh.ts';

/** Sum of squares of so many coils: mean/SD and SD/σ, computed with Γ. */
const TABLE = [
  [2, 2.76, 0.682],
  [4, 3.94, 0.695],
  [8, 5.62, 0.701],
  [16, 7.97, 0.704],
] as const;

test('one coil is Rayleigh', () => {
  expect(chiMeanOverSd(1)).toBeCloseTo(MEAN_OVER_SD, 9);
  expect(chiSdOverSigma(1)).toBeCloseTo(SD_OVER_SIGMA, 9);
});

test.each(TABLE)('%d coils: mean/SD %d, SD/σ %d', (coils, meanOverSd, sdOverSigma) => {
  expect(Math.abs(chiMeanOverSd(coils) - meanOverSd)).toBeLessThan(0.006);
  expect(chiSdOverSigma(coils)).toBeCloseTo(sdOverSigma, 3);
});

test.each([1, 2, 4, 8, 16, 32])('%d coils are told from mean/SD', (coils) => {
  expect(coilsOf(chiMeanOverSd(coils) * 1.003)).toBe(coils);
});

describe('the density', () => {
  test.each([1, 4, 16])('of %d coils has the area 1 and its mean', (coils) => {
    let [area, mean] = [0, 0];
    for (let value = 0.005; value < 20; value += 0.01) {
      area += 0.01 * chiDensity(coils, value);
      mean += 0.01 * value * chiDensity(coils, value);
    }
    expect(area).toBeCloseTo(1, 4);
    expect(mean).toBeCloseTo(chiMeanOverSd(coils) * chiSdOverSigma(coils), 3);
  });

  test('is nothing below zero', () => {
    expect(chiDensity(2, 0)).toBe(0);
    expect(chiDensity(2, -1)).toBe(0);
  });
});
