import { completePairs, type Case } from '../cohort/cohort.ts';
import type { VariableName } from '../cohort/variables.ts';
import { spearman, spearmanRho, type SpearmanResult } from '../mscore/statistics/correlation.ts';
import { type CorrelationClaim, roundsTo } from './claims.ts';

/** One value copied from another row would explain the claim. */
export interface Slip {
  readonly variable: VariableName;
  /** Line of the value that would be wrong, and what it would have been taken for. */
  readonly line: number;
  readonly value: number;
  readonly takenFor: number;
  readonly rho: number;
  readonly p: number;
}

/** Above this many rows one value moves a correlation too little to tell anything. */
const MOST_ROWS = 30;

/**
 * The copying slips after which ρ (and p, where the paper prints one) round to what the paper says, the smallest
 * change first. An explanation that fits, not a proof.
 */
export function slipsThatExplain(claim: CorrelationClaim, cases: readonly Case[]): Slip[] {
  const { a, b, cases: complete } = completePairs(cases, ...claim.pair);
  if (a.length < 3 || a.length > MOST_ROWS) return [];
  const [first, second] = claim.pair;
  const tried = [
    ...copies(a).map((copied) => ({ ...copied, variable: first, a: copied.column, b })),
    ...copies(b).map((copied) => ({ ...copied, variable: second, a, b: copied.column })),
  ];
  return tried
    .filter((slip) => roundsTo(spearmanRho(slip.a, slip.b), claim.r))
    .map((slip) => ({ ...slip, result: spearman(slip.a, slip.b) }))
    .filter(({ result }) => claim.p === undefined || fittingP(claim.p, result) !== undefined)
    .toSorted((one, other) => relativeChange(one) - relativeChange(other))
    .map(({ variable, row, value, takenFor, result }) => ({
      variable,
      line: complete[row]?.line ?? 0,
      value,
      takenFor,
      rho: result.rho,
      p: (claim.p === undefined ? undefined : fittingP(claim.p, result)) ?? result.p,
    }));
}

function fittingP(claimed: string, { pApproximate, pExact }: SpearmanResult): number | undefined {
  return [pApproximate, pExact].find((p) => p !== null && roundsTo(p, claimed)) ?? undefined;
}

interface Copied {
  readonly row: number;
  readonly value: number;
  readonly takenFor: number;
  readonly column: readonly number[];
}

function copies(column: readonly number[]): Copied[] {
  return column.flatMap((value, row) =>
    [...new Set(column)]
      .filter((other) => other !== value)
      .map((takenFor) => ({ row, value, takenFor, column: column.with(row, takenFor) })),
  );
}

function relativeChange({ value, takenFor }: Copied): number {
  return Math.abs(takenFor - value) / Math.max(Math.abs(value), Math.abs(takenFor));
}
