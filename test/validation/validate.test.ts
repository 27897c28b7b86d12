import { describe, expect, test } from '@jest/globals';
import { PUBLISHED_CUTOFFS } from '../../src/mscore/published-cutoffs.ts';
import { scoresByReference } from '../../src/validation/scores-by-reference.ts';
import { validate } from '../../src/validation/validate.ts';
import { mikulova2025 } from '../mscore/reference-file.ts';
import { codesOf, cohort, cohortOf, OPTIONS, validated } from './cohorts.ts';

const invented = cohortOf('invented-cohort');

describe('telling cases apart', () => {
  const { discrimination } = validated(invented, {
    prevalence: 0.2,
    cutoffs: [{ label: 'given', value: 5.5 }],
  });

  test('is by T ≤ −2.5 where the table has T', () => {
    const osteoporotic = invented.cases.filter(({ values }) => (values.t ?? 0) <= -2.5).length;
    expect(discrimination).toMatchObject({
      score: 'm',
      outcome: 'osteoporosis',
      withOutcome: osteoporotic,
      without: 120 - osteoporotic,
    });
  });

  test('counts T = −2.5 as osteoporosis', () => {
    const rows = [-2.5, -2.4, -1].map((t, index) => ({ m: 3 - index, t }));
    expect(validated(cohort(rows)).discrimination).toMatchObject({
      withOutcome: 1,
      without: 2,
      auc: { area: 1 },
    });
  });

  test('judges Youden, the wanted specificity, and what was given', () => {
    expect(discrimination?.cutoffs.map(({ kind, label }) => [kind, label])).toEqual([
      ['youden', 'Youden'],
      ['specificity', 'specificity ≥ 90 %'],
      ['given', 'given'],
    ]);
    const [youden, specific, given] = discrimination?.cutoffs ?? [];
    expect(specific?.specificity.value).toBeGreaterThanOrEqual(0.9);
    expect(given).toMatchObject({ cutoff: 5.5, cutoffInterval95: null, prevalence: 0.2 });
    const [low = 0, high = 0] = youden?.cutoffInterval95 ?? [];
    expect(low).toBeLessThanOrEqual(youden?.cutoff ?? 0);
    expect(high).toBeGreaterThanOrEqual(youden?.cutoff ?? 0);
  });

  test('is by fractures where that is wanted, or where there is no T', () => {
    expect(validated(invented, { outcome: 'fracture' }).discrimination?.outcome).toBe('fracture');
    const rows = [true, false, false].map((fracture, index) => ({
      m: 3 - index,
      bmd: 0.7 + index / 10,
      fracture,
    }));
    expect(validated(cohort(rows)).discrimination?.outcome).toBe('fracture');
  });

  test('by an outcome that the table does not have is bad usage', () => {
    expect(() => validated(cohortOf('mikulova-2025'), { outcome: 'fracture' })).toThrow('--outcome fracture');
  });

  test('by a cut-off of another score is bad usage', () => {
    const cutoffs = [{ label: 'Saad 2019', value: 104.5, of: 'snr' as const }];
    expect(() => validated(invented, { cutoffs })).toThrow('Saad 2019 is not a cut-off of M');
  });
});

describe('the score', () => {
  const withoutM = cohort([
    { snr: 77.491, t: -2.6 },
    { snr: 63.363, t: -2.7 },
    { snr: 82.061, t: -3 },
    { snr: 40, t: 0 },
  ]);

  test('is SNR where there is no M and no reference', () => {
    expect(validated(withoutM)).toMatchObject({ score: 'snr', scoreFrom: 'column' });
  });

  test('is M from SNR with a reference', () => {
    const scored = scoresByReference(withoutM, { reference: mikulova2025(), score: undefined });
    expect(scored.cohort.cases[0]?.values.m).toBeCloseTo(5.53, 2);
    expect(validate(scored, OPTIONS)).toMatchObject({ score: 'm', scoreFrom: 'mikulova-2025' });
  });

  test('M of the seed paper is what its reference gives', () => {
    const scored = scoresByReference(cohortOf('mikulova-2025'), {
      reference: mikulova2025(),
      score: undefined,
    });
    expect(scored.against).toEqual({ lines: [], of: 5 });
  });

  test('M that the reference does not give is named', () => {
    const rows = [
      { snr: 77.491, m: 5.5, t: -2.6 },
      { snr: 63.363, m: 0.1, t: -2.7 },
      { snr: 82.061, m: 6.4, t: -1 },
    ];
    const scored = scoresByReference(cohort(rows), { reference: mikulova2025(), score: undefined });
    const validation = validate(scored, OPTIONS);
    expect(codesOf(validation)).toContain('m-not-of-reference');
    expect(validation.limits.find(({ code }) => code === 'validation/m-not-of-reference')?.text).toContain(
      'line 3',
    );
  });

  test('that the table does not have is bad usage', () => {
    expect(() => scoresByReference(withoutM, { reference: undefined, score: 'm' })).toThrow('--score m');
  });
});

describe('subgroups', () => {
  const { subgroups } = validated(invented, { by: ['scanner', 'age:65', 'TBS', 'fracture'] });

  test('are the values of a column, a number cut where it is said, or else at its median', () => {
    expect(subgroups.map(({ column, groups }) => [column, groups.map(({ name }) => name)])).toEqual([
      ['scanner', ['north', 'south']],
      ['age', ['< 65', '≥ 65']],
      ['TBS', [expect.stringMatching(/^< 1\.2/), expect.stringMatching(/^≥ 1\.2/), 'not known']],
      ['fracture', ['no', 'yes']],
    ]);
  });

  test('hold every patient once', () => {
    for (const { groups } of subgroups) {
      expect(groups.reduce((total, { n }) => total + n, 0)).toBe(120);
      expect(groups.reduce((total, { withOutcome, without }) => total + withOutcome + without, 0)).toBe(120);
    }
  });

  test('by a column that is not there are bad usage, and the columns are named', () => {
    expect(() => validated(invented, { by: ['site'] })).toThrow('the columns are patient, age, scanner');
  });
});

describe('what a reader must know', () => {
  const rows = Array.from({ length: 24 }, (_, index) => ({
    m: index / 4,
    snr: 50 + index,
    t: -index / 6,
    bmd: 1 - index / 100,
    tbs: 1.4 - index / 100,
  }));

  test('of a cohort with the expected signs is that it was judged on itself', () => {
    expect(codesOf(validated(cohort(rows)))).toEqual([
      'few-outcomes',
      'perfect-separation',
      'same-cases',
      'cohort-prevalence',
    ]);
  });

  test('no sign of TBS is spoken of where the data do not contradict', () => {
    expect(codesOf(validated(invented))).not.toContain('against-hypothesis');
    expect(codesOf(validated(cohort(rows.map((row) => ({ ...row, tbs: 1 + row.m / 50 })))))).toContain(
      'against-hypothesis',
    );
  });

  test('M that is no straight line of SNR, and BMD that runs against T', () => {
    const bent = rows.map((row, index) => ({ ...row, m: (index % 5) + row.m, bmd: 0.6 + index / 100 }));
    expect(codesOf(validated(cohort(bent)))).toEqual(
      expect.arrayContaining(['m-not-of-snr', 'bmd-against-t']),
    );
  });
});

test('the same seed gives the same result, to the last digit', () => {
  expect(validated(invented, { seed: 5 })).toEqual(validated(invented, { seed: 5 }));
  expect(validated(invented, { seed: 5 })).not.toEqual(validated(invented, { seed: 6 }));
});

describe('published cut-offs', () => {
  test('have an id each, and figures that are shares', () => {
    expect(new Set(PUBLISHED_CUTOFFS.map(({ id }) => id)).size).toBe(PUBLISHED_CUTOFFS.length);
    const shares = PUBLISHED_CUTOFFS.flatMap(({ sensitivity, specificity, area }) => [
      sensitivity,
      specificity,
      area,
    ]);
    expect(shares.filter((share) => share !== null && (share <= 0 || share > 1))).toEqual([]);
  });

  test('of M span 2.7-fold', () => {
    const values = PUBLISHED_CUTOFFS.flatMap(({ score, value }) =>
      score === 'm' && value !== null ? [value] : [],
    );
    expect(Math.max(...values) / Math.min(...values)).toBeCloseTo(2.7, 1);
  });
});
