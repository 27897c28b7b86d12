import type { Case, Cohort } from '../cohort/cohort.ts';
import { VARIABLES } from '../cohort/variables.ts';
import { pValue } from '../report/numbers.ts';
import type { Claims, CorrelationClaim, CriterionClaim } from './claims.ts';
import { roundsTo } from './claims.ts';
import { type Correlation, pairLabel } from './correlate.ts';
import { type Slip, slipsThatExplain } from './slips.ts';

const SIGNIFICANT = 0.05;

const FULFILS: Readonly<Record<CriterionClaim['operator'], (found: number, bound: number) => boolean>> = {
  '<': (found, bound) => found < bound,
  '≤': (found, bound) => found <= bound,
  '>': (found, bound) => found > bound,
  '≥': (found, bound) => found >= bound,
};

export type Verdict = 'reproduces' | 'r reproduces' | 'does not reproduce' | 'cannot be checked';

export interface CheckedCorrelation {
  readonly label: string;
  readonly claim: CorrelationClaim;
  readonly rho: number | null;
  readonly pearsonR: number | null;
  readonly verdict: Verdict;
  /** By which statistic it reproduces, what differs, what would explain it. */
  readonly remarks: readonly string[];
  readonly slips: readonly Slip[];
}

export interface CheckedCriterion {
  readonly label: string;
  readonly claim: CriterionClaim;
  readonly verdict: Verdict;
  /** Lines of the table that do not fulfil it. */
  readonly against: readonly number[];
}

export interface CheckedClaims {
  readonly source: string;
  readonly correlations: readonly CheckedCorrelation[];
  readonly criteria: readonly CheckedCriterion[];
}

/** What a paper says against what its table gives; `correlations` hold every pair that it speaks of. */
export function checkClaims(
  claims: Claims,
  cohort: Cohort,
  correlations: readonly Correlation[],
): CheckedClaims {
  return {
    source: claims.source,
    correlations: claims.correlations.map((claim) => checkCorrelation(claim, cohort, correlations)),
    criteria: claims.criteria.map((claim) => checkCriterion(claim, cohort.cases)),
  };
}

function checkCorrelation(
  claim: CorrelationClaim,
  cohort: Cohort,
  correlations: readonly Correlation[],
): CheckedCorrelation {
  const label = pairLabel(claim.pair);
  const found = correlations.find((other) => other.label === label);
  if (!found?.spearman || !found.pearson) {
    const remarks = ['the table does not hold both columns, or too few values'];
    return { label, claim, rho: null, pearsonR: null, verdict: 'cannot be checked', remarks, slips: [] };
  }
  const { spearman, pearson } = found;
  const row = { label, claim, rho: spearman.rho, pearsonR: pearson.r };
  const byRank = roundsTo(spearman.rho, claim.r);
  if (!byRank && !roundsTo(pearson.r, claim.r)) {
    const slips = slipsThatExplain(claim, cohort.cases);
    const remarks = [
      `Spearman is ${signed(spearman.rho)}, Pearson ${signed(pearson.r)}`,
      ...slipRemark(claim, slips),
    ];
    return { ...row, verdict: 'does not reproduce', remarks, slips };
  }
  const p = byRank ? spearman.p : pearson.p;
  const pName = claim.p === undefined ? undefined : whichP(claim.p, found, byRank);
  const remarks = [
    `${byRank ? 'Spearman' : 'Pearson'}${pName === undefined ? '' : `, ${pName} p`}`,
    ...(claim.p !== undefined && pName === undefined ? [`p is ${pValue(p)}, not ${claim.p}`] : []),
    ...significance(claim, p),
  ];
  return { ...row, verdict: remarks.length === 1 ? 'reproduces' : 'r reproduces', remarks, slips: [] };
}

function whichP(claimed: string, { spearman, pearson }: Correlation, byRank: boolean): string | undefined {
  const known = byRank
    ? ([
        ['exact', spearman?.pExact],
        ['t-approximate', spearman?.pApproximate],
      ] as const)
    : ([['t', pearson?.p]] as const);
  return known.find(([, p]) => p !== null && p !== undefined && roundsTo(p, claimed))?.[0];
}

function significance({ significant }: CorrelationClaim, p: number): string[] {
  if (significant === undefined || significant === p < SIGNIFICANT) return [];
  return [`${significant ? 'not significant' : 'significant after all'}, p ${pValue(p)}`];
}

function slipRemark(claim: CorrelationClaim, slips: readonly Slip[]): string[] {
  const [slip, ...others] = slips;
  if (!slip) return [];
  const p = claim.p === undefined ? '' : ` with p ${slip.p.toFixed(3)}`;
  const more =
    others.length === 0 ? '' : ` (or by ${others.length} other copied value${others.length > 1 ? 's' : ''})`;
  const { label } = VARIABLES[slip.variable];
  return [
    `${slip.rho.toFixed(4)}${p} arises if ${label} ${slip.value} in line ${slip.line} is read as ${slip.takenFor}${more}`,
  ];
}

function checkCriterion(claim: CriterionClaim, cases: readonly Case[]): CheckedCriterion {
  const { variable, operator, value } = claim;
  const known = cases.filter(({ values }) => values[variable] !== undefined);
  const against = known.filter(({ values }) => !FULFILS[operator](values[variable] ?? Number.NaN, value));
  const kept = against.length === 0 ? 'reproduces' : 'does not reproduce';
  return {
    label: `every ${VARIABLES[variable].label} ${operator} ${value}`.replace('-', '−'),
    claim,
    verdict: known.length === 0 ? 'cannot be checked' : kept,
    against: against.map(({ line }) => line),
  };
}

function signed(value: number): string {
  return value.toFixed(3).replace('-', '−');
}
