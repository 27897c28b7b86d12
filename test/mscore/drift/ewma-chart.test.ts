import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mulberry32, normal, type Random } from '../../../fixtures/phantom/random.ts';
import { type Baseline, type ChartState, EwmaChart } from '../../../src/mscore/drift/ewma-chart.ts';
import { roiStatistics } from '../../../src/mscore/roi-statistics.ts';

const exact: Baseline = { mean: 0, sd: 1, n: 1e9, sdN: 1e9 };

function chartAfter(values: readonly number[], baseline = exact): EwmaChart {
  const chart = new EwmaChart(baseline);
  for (const value of values) chart.follow(value);
  return chart;
}

/** A cohort of n women as a site would measure it: mean and SD are only estimates. */
function measuredBaseline(n: number, random: Random): Baseline {
  const { mean, sd } = roiStatistics(Array.from({ length: n }, () => normal(random)));
  return { mean, sd, n, sdN: n };
}

interface Simulated {
  readonly n: number;
  /** In SD between exams. */
  readonly shift: number;
  readonly reach: Exclude<ChartState, 'ok'>;
  readonly atMost: number;
  readonly scanners?: number;
}

/** After how many exams each of many scanners, watched by two charts, reaches a state: in order, Infinity when not in time. */
function exams({ n, shift, reach, atMost, scanners = 100 }: Simulated): number[] {
  const random = mulberry32(20_261_124);
  const one = () => {
    const charts = [0, 1].map(() => new EwmaChart(measuredBaseline(n, random)));
    for (let exam = 1; exam <= atMost; exam += 1) {
      for (const [index, chart] of charts.entries()) {
        chart.follow(normal(random) + (index === 0 ? shift : 0));
        if (chart.state === 'drifted' || chart.state === reach) return exam;
      }
    }
    return Infinity;
  };
  return Array.from({ length: scanners }, one).toSorted((a, b) => a - b);
}

const share = (lengths: readonly number[], within: number) =>
  lengths.filter((length) => length <= within).length / lengths.length;
const quantile = (lengths: readonly number[], p: number) => lengths[Math.floor(p * lengths.length)];

describe('a scanner that nobody touched', () => {
  test.each([20, 30, 131])('loses a cohort of %i in fewer than one of ten within 1000 exams', (n) => {
    expect(share(exams({ n, shift: 0, reach: 'drifted', atMost: 1000 }), 1000)).toBeLessThan(0.1);
  });

  test('is warned about in fewer than one of two cases within 1000 exams, one of seven within 100', () => {
    const lengths = exams({ n: 30, shift: 0, reach: 'warning', atMost: 1000 });
    expect(share(lengths, 100)).toBeLessThan(0.15);
    expect(share(lengths, 1000)).toBeLessThan(0.5);
  });
});

describe('a scanner that changed by so many SD between exams, against a cohort of 30', () => {
  test.each([
    [2, 7, 20],
    [3, 4, 8],
    [5, 3, 4],
  ])('%i: half lose the cohort within %i exams, nineteen of twenty within %i', (shift, half, most) => {
    const lengths = exams({ n: 30, shift, reach: 'drifted', atMost: 100 });
    expect(quantile(lengths, 0.5)).toBeLessThanOrEqual(half);
    expect(quantile(lengths, 0.95)).toBeLessThanOrEqual(most);
  });
});

describe('a chart', () => {
  // Halves, so that another unit brings no rounding in.
  const values = fc.array(
    fc.integer({ min: -6, max: 6 }).map((half) => half / 2),
    { maxLength: 60 },
  );

  test('is never drifted by one value alone, however far out', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.integer({ min: 20, max: 200 }), (value, n) => {
        expect(chartAfter([value], { mean: 0, sd: 1, n, sdN: n }).state).not.toBe('drifted');
      }),
    );
  });

  test('says the same of values and their mirror image', () => {
    fc.assert(
      fc.property(values, (some) => {
        const mirrored = chartAfter(some.map((value) => -value));
        expect(mirrored.state).toBe(chartAfter(some).state);
        expect(mirrored.level).toBeCloseTo(-chartAfter(some).level, 9);
      }),
    );
  });

  test('says the same in every unit', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 8 }),
        (some, mean, log) => {
          const sd = 2 ** log;
          const scaled = some.map((value) => mean + value * sd);
          const scaledChart = chartAfter(scaled, { ...exact, mean, sd });
          expect(scaledChart.level).toBe(mean + chartAfter(some).level * sd);
          expect(scaledChart.state).toBe(chartAfter(some).state);
        },
      ),
    );
  });

  test('of a small cohort is slower to judge than that of a large one', () => {
    const shifted = Array.from({ length: 8 }, () => 2.2);
    expect(chartAfter(shifted).state).toBe('drifted');
    expect(chartAfter(shifted, { ...exact, n: 5, sdN: 20 }).state).not.toBe('drifted');
  });

  test('takes a value that is uncertain itself for less', () => {
    const [sure, unsure] = [new EwmaChart(exact), new EwmaChart(exact)];
    for (let exam = 0; exam < 10; exam += 1) {
      sure.follow(2.5);
      unsure.follow(2.5, 4);
    }
    expect([sure.state, unsure.state]).toEqual(['drifted', 'ok']);
  });

  test('knows since when, and where the values are since', () => {
    const chart = chartAfter([0.4, -0.6, 0.8, -0.2, 3, 2.5, 3]);
    expect([chart.runLength, chart.level]).toEqual([3, 3]);
  });
});

describe('kept', () => {
  test('after a change, it goes on from where the values are now', () => {
    const changed = chartAfter([0, ...Array.from({ length: 12 }, () => 4)]);
    expect(changed.state).toBe('drifted');
    const kept = changed.kept();
    for (let exam = 0; exam < 200; exam += 1) kept.follow(4);
    expect([kept.state, kept.middle]).toEqual(['ok', 4]);
    for (let exam = 0; exam < 30; exam += 1) kept.follow(0);
    expect(kept.state).toBe('drifted');
  });

  test('without a change, it starts again at the cohort', () => {
    const kept = chartAfter([0.5, 0.7, 0.2]).kept();
    expect([kept.state, kept.middle, kept.runLength]).toEqual(['ok', 0, 0]);
  });
});
