import { expect, test } from '@jest/globals';
import {
  expectedZeroFraction,
  MEAN_OVER_SD,
  relativeErrorOfSd,
  SD_OVER_SIGMA,
} from '../../src/mscore/rayleigh.ts';
import { roiStatistics } from '../../src/mscore/roi-statistics.ts';
import { air } from './air.ts';

test('moments of Rayleigh air: SD = 0.6551 σ, mean/SD = 1.913', () => {
  expect(SD_OVER_SIGMA).toBeCloseTo(0.6551, 4);
  expect(MEAN_OVER_SD).toBeCloseTo(1.9131, 4);
});

test('the SD of 116 pixels is 7 % uncertain, of 1000 pixels 2.4 %', () => {
  expect(relativeErrorOfSd(116)).toBeCloseTo(0.07, 3);
  expect(relativeErrorOfSd(1000)).toBeCloseTo(0.024, 3);
});

test('that error is what repeated exams show', () => {
  const sds = Array.from({ length: 400 }, (_, seed) => roiStatistics(air(400, { seed, sigma: 200 })).sd);
  const { mean, sd } = roiStatistics(sds);
  expect(Math.abs(sd / mean / relativeErrorOfSd(400) - 1)).toBeLessThan(0.1);
});

test.each([0.5, 1, 2])('rounding leaves the expected zeros at σ = %d', (sigma) => {
  const { zeroFraction } = roiStatistics(air(100_000, { seed: 1, sigma }));
  expect(Math.abs(zeroFraction - expectedZeroFraction(sigma))).toBeLessThan(0.005);
});
