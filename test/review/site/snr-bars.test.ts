import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { countInBars, MOST_BARS } from '../../../src/mscore/statistics/histogram.ts';
import { type Cohort, cohortBars, shownBars, snrOf } from '../../../src/review/site/snr-bars.ts';
import { spreadOf } from '../../../src/mscore/roi-statistics.ts';

/** Mean 50, SD 5, in round steps. */
const statistics: Cohort = { n: 30, snr: { mean: 50, sd: 5 } };

function cohortOf(examSnrs: number[]): Cohort {
  const { n, mean, sd } = spreadOf(examSnrs);
  return { n, snr: { mean, sd: Math.max(sd, 1e-6) }, examSnrs };
}

const anyCohort = fc
  .array(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 100 })
  .map(cohortOf);
const anyCutoffs = fc.array(fc.double({ min: -3, max: 1e300, noNaN: true }), { maxLength: 2 });
const anySnrs = fc.array(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), { maxLength: 100 });

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('the bars of a cohort', () => {
  test('are those of a normal cohort where its exams are not known, round and far enough for patients', () => {
    const bars = cohortBars(statistics, []);
    // 2 · 1.349 · 5 / ∛30 = 4.34; M −6 to 12 is 20 to 110.
    expect(bars).toEqual({ width: 5, first: 4, count: 19 });
  });

  test('reach beyond a cut-off that lies far out, but not to one that no marrow has', () => {
    expect(snrOf(20, statistics)).toBe(150);
    // To M 23, and to M 30.
    expect(cohortBars(statistics, [20])).toMatchObject({ first: 4, count: 30 });
    expect(cohortBars(statistics, [1e300])).toMatchObject({ first: 4, count: 37 });
  });

  test('are as wide as its exams ask for, and as its SD does where half of them are alike', () => {
    const even = Array.from({ length: 64 }, (_, index) => 40 + index / 3.2);
    // The quartiles of evenly spread values lie half of the range apart: 2 · 9.8 / ∛64 = 4.9.
    expect(cohortBars(cohortOf(even), [])).toMatchObject({ width: 5 });
    const alike = [45, ...Array.from({ length: 30 }, () => 50), 55];
    expect(cohortBars(cohortOf(alike), []).width).toBe(1);
  });

  test('hold each woman and each exam once, in what is shown too', () => {
    fc.assert(
      fc.property(anyCohort, anyCutoffs, anySnrs, (cohort, cutoffs, snrs) => {
        const bars = cohortBars(cohort, cutoffs);
        expect(bars.count).toBeLessThanOrEqual(MOST_BARS);
        const shown = shownBars(cohort, bars, countInBars(snrs, bars), cutoffs);
        expect(sum(shown.map(({ women }) => women ?? 0))).toBe(cohort.n);
        expect(sum(shown.map(({ exams }) => exams))).toBe(snrs.length);
        for (const [index, { from, to }] of shown.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(shown[index + 1]?.from ?? to).toBe(to);
        }
      }),
    );
  });
});

describe('what is shown', () => {
  test('begins and ends with what matters: the cohort’s three SD, the exams, the cut-off', () => {
    const bars = cohortBars(statistics, [5.5]);
    const alone = shownBars(statistics, bars, countInBars([], bars), [5.5]);
    expect([alone[0]?.from, alone.at(-1)?.to]).toEqual([35, 80]);
    expect(alone[0]).toEqual({ from: 35, to: 40, women: undefined, exams: 0, open: undefined });
    const far = shownBars(statistics, bars, countInBars([31, 97], bars), [5.5]);
    expect([far[0]?.from, far.at(-1)?.to]).toEqual([30, 100]);
  });

  test('says where a bar holds what lies beyond, and of no SNR that it is below 0', () => {
    const bars = cohortBars(statistics, []);
    const shown = shownBars(statistics, bars, countInBars([3, 1e4], bars), []);
    expect(shown[0]).toMatchObject({ from: 20, exams: 1, open: 'below' });
    expect(shown.at(-1)).toMatchObject({ to: 115, exams: 1, open: 'above' });
    const dark: Cohort = { n: 30, snr: { mean: 20, sd: 5 } };
    const [first] = shownBars(dark, cohortBars(dark, []), countInBars([3], cohortBars(dark, [])), []);
    expect(first).toMatchObject({ from: 0, exams: 1, open: undefined });
  });
});
