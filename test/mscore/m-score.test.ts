import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LEVELS } from '../../src/mscore/levels.ts';
import { mScore } from '../../src/mscore/m-score.ts';
import { relativeErrorOfSd } from '../../src/mscore/rayleigh.ts';
import { spineSnr, type SpineSnr, type Uncertainty } from '../../src/mscore/snr.ts';
import { mikulova2025, siteReference } from './reference-file.ts';

/** Tab. 1 and 2 of the seed paper: SNR of L1–L4, and the printed M-score. */
const PATIENTS = [
  { patient: 1, snrs: [66.4, 81.3, 85.9, 76.4], printed: '5.5' },
  { patient: 2, snrs: [61.6, 63.7, 67.5, 60.7], printed: '2.9' },
  { patient: 3, snrs: [78.1, 87.1, 85.8, 77.3], printed: '6.4' },
  { patient: 4, snrs: [62.5, 65.1, 74.1, 68.1], printed: '3.7' },
  { patient: 5, snrs: [58.9, 63.1, 69.9, 81.5], printed: '3.8' },
] as const;

/** Levels whose SNR is given: their signal in units of the noise SD. */
function examWith(snrs: readonly number[]): SpineSnr {
  const signals = LEVELS.map((level, i) => ({ level, mean: snrs[i] ?? 0, sd: 3, n: 116 }));
  return spineSnr(signals, { sd: 1, relativeError: relativeErrorOfSd(116) });
}

/** Width of the interval of a high M-score, which must lie in it. */
const width = (n: number, roiPixels: number, airPixels: number) => {
  const signals = LEVELS.map((level) => ({ level, mean: 600, sd: 30, n: roiPixels }));
  const { value, interval95 } = mScore(
    spineSnr(signals, { sd: 10, relativeError: relativeErrorOfSd(airPixels) }),
    siteReference({ n }),
  );
  expect(interval95[0]).toBeLessThan(value);
  expect(interval95[1]).toBeGreaterThan(value);
  return interval95[1] - interval95[0];
};

const uncertainty = fc.record({
  variance: fc.double({ min: 0, max: 900, noNaN: true }),
  freedom: fc.constantFrom(1, 2, 3, Infinity),
});
const snr = fc.record({
  value: fc.double({ min: 1, max: 300, noNaN: true }),
  fromLevels: uncertainty,
  fromNoise: uncertainty,
  levels: fc.constant(LEVELS),
});

const exactExam = (value: number): SpineSnr => {
  const none = { variance: 0, freedom: Infinity };
  return { value, fromLevels: none, fromNoise: none, levels: LEVELS };
};

describe('the seed paper', () => {
  test.each(PATIENTS)(
    'Tab. 1 gives the M-score of Tab. 2: patient $patient, M = $printed',
    ({ snrs, printed }) => {
      expect(mScore(examWith(snrs), mikulova2025()).value.toFixed(1)).toBe(printed);
    },
  );

  test('a Rayleigh factor on the patients alone would give other numbers', () => {
    const corrected = PATIENTS.map(({ snrs }) => examWith(snrs.map((value) => value * 0.655)));
    const values = corrected.map((exam) => mScore(exam, mikulova2025()).value.toFixed(1));
    expect(values).toEqual(['0.6', '-1.1', '1.1', '-0.6', '-0.5']);
  });

  test('five women in the cohort leave an interval of five units and more', () => {
    const [low, high] = mScore(examWith(PATIENTS[4].snrs), mikulova2025()).interval95;
    expect(high - low).toBeGreaterThan(5);
  });
});

describe('mScore', () => {
  test('says what it was compared with', () => {
    const cutoff = { value: 5.5, source: 'Bandirali 2015' };
    expect(mScore(examWith([50, 50, 50, 50]), siteReference({ cutoff }))).toMatchObject({
      value: 0,
      reference: 'site',
      referenceN: 40,
      cutoff,
      levels: ['L1', 'L2', 'L3', 'L4'],
    });
  });

  test('the interval of an exact exam is that of the cohort: 1/√n at M = 0', () => {
    const exact = exactExam(50);
    expect(mScore(exact, siteReference({ n: 25 })).interval95[1]).toBeCloseTo(1.96 / 5, 3);
  });

  test('and grows with M by the error 1/√(2(n − 1)) of SD_ref', () => {
    const exact = exactExam(50 + 5 * 4);
    const { interval95, value } = mScore(exact, siteReference({ n: 51 }));
    expect(value).toBe(4);
    expect(interval95[1] - value).toBeCloseTo(1.96 * Math.sqrt(1 / 51 + 16 / 100), 3);
  });

  test('is affine in the SNR: steps in SNR are steps in M, upwards', () => {
    fc.assert(
      fc.property(snr, fc.double({ min: 0.1, max: 100, noNaN: true }), (exam, step) => {
        const m = (value: number) => mScore({ ...exam, value }, siteReference()).value;
        expect(m(exam.value + step) - m(exam.value)).toBeCloseTo(step / 5, 6);
      }),
    );
  });

  test('does not change when patient and cohort are scaled by one constant', () => {
    fc.assert(
      fc.property(snr, fc.double({ min: 0.01, max: 100, noNaN: true }), (exam, factor) => {
        const times = (part: Uncertainty) => ({ ...part, variance: part.variance * factor ** 2 });
        const scaled = {
          ...exam,
          value: exam.value * factor,
          fromLevels: times(exam.fromLevels),
          fromNoise: times(exam.fromNoise),
        };
        const before = mScore(exam, siteReference());
        const after = mScore(scaled, siteReference({ snr: { mean: 50 * factor, sd: 5 * factor } }));
        expect(after.value).toBeCloseTo(before.value, 6);
        expect(after.interval95[0]).toBeCloseTo(before.interval95[0], 6);
        expect(after.interval95[1]).toBeCloseTo(before.interval95[1], 6);
      }),
    );
  });

  test('lies in its interval, which widens as the cohort, the ROIs or the air shrink', () => {
    const count = fc.integer({ min: 2, max: 2000 });
    fc.assert(
      fc.property(count, count, count, fc.integer({ min: 1, max: 100 }), (n, roiPixels, airPixels, more) => {
        const wide = width(n, roiPixels, airPixels);
        expect(width(n + more, roiPixels, airPixels)).toBeLessThan(wide);
        expect(width(n, roiPixels + more, airPixels)).toBeLessThan(wide);
        expect(width(n, roiPixels, airPixels + more)).toBeLessThan(wide);
      }),
    );
  });
});
