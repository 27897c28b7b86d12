import { describe, expect, test } from '@jest/globals';
import { claimsOf, codesOf, cohortOf, validated } from './cohorts.ts';

const validation = validated(cohortOf('mikulova-2025'), { claims: claimsOf('mikulova-2025') });

const verdictOf = (label: string) =>
  validation.claims?.correlations.find((checked) => checked.label === label);
const close = (value: number | null | undefined, wanted: number, within: number) =>
  expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThan(within);

describe('the table of the seed paper', () => {
  // ρ, exact and approximate p, Pearson r and its p, as recomputed by hand and by SciPy.
  test.each<[string, number, number, number, number, number]>([
    ['SNR–M', 1, 0.017, 0, 0.9998, 0],
    ['BMD–T', 0.9747, 0.033, 0.0048, 0.9915, 0.0009],
    ['SNR–BMD', -0.3, 0.683, 0.624, -0.557, 0.33],
    ['M–BMD', -0.3, 0.683, 0.624, -0.56, 0.33],
    ['SNR–T', -0.359, 0.633, 0.553, -0.625, 0.26],
    ['M–T', -0.359, 0.633, 0.553, -0.628, 0.26],
    ['SNR–TBS', 0.7, 0.233, 0.188, 0.417, 0.485],
    ['M–TBS', 0.7, 0.233, 0.188, 0.409, 0.495],
  ])('gives %s', (label, rho, exact, approximate, r, p) => {
    const found = validation.correlations.find((other) => other.label === label);
    expect(found?.n).toBe(5);
    close(found?.spearman?.rho, rho, 0.0005);
    close(found?.spearman?.pExact, exact, 0.0005);
    close(found?.spearman?.pApproximate, approximate, 0.0005);
    close(found?.pearson?.r, r, 0.0005);
    close(found?.pearson?.p, p, 0.005);
  });

  test('allows no ROC curve: all five are osteoporotic', () => {
    expect(validation.discrimination).toBeNull();
    expect(codesOf(validation)).toEqual(['few-cases', 'one-outcome', 'against-hypothesis']);
    expect(validation.limits.at(-1)?.text).toContain('(SNR–TBS +0.70, M–TBS +0.70)');
  });
});

describe('what the seed paper says', () => {
  test.each([
    ['SNR–BMD', 'Spearman, exact p'],
    ['M–BMD', 'Spearman, exact p'],
    ['SNR–T', 'Spearman, t-approximate p'],
    ['M–T', 'Spearman, t-approximate p'],
  ])('%s reproduces', (label, how) => {
    expect(verdictOf(label)).toMatchObject({ verdict: 'reproduces', remarks: [how] });
  });

  test.each([
    ['SNR–M', 'significant after all, p 0.017'],
    ['BMD–T', 'significant after all, p 0.0048'],
  ])('%s reproduces, but is significant', (label, remark) => {
    expect(verdictOf(label)).toMatchObject({ verdict: 'r reproduces', remarks: ['Spearman', remark] });
  });

  test('SNR–TBS 0.82 does not reproduce: it is 0.70, and arises if patients 3 and 5 share one TBS', () => {
    const { verdict, rho, remarks = [], slips = [] } = verdictOf('SNR–TBS') ?? {};
    expect([verdict, rho?.toFixed(2)]).toEqual(['does not reproduce', '0.70']);
    expect(remarks[1]).toMatch(/^0\.8208 with p 0\.089 arises if TBS 1\.305 in line 4 is read as 1\.355/);
    expect(slips[1]).toMatchObject({ variable: 'tbs', line: 6, value: 1.355, takenFor: 1.305 });
  });

  test('not every T is below −2.5', () => {
    expect(validation.claims?.criteria).toMatchObject([
      { label: 'every T < −2.5', verdict: 'does not reproduce', against: [5] },
    ]);
  });
});
