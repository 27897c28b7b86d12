import { completePairs, type Case } from '../cohort/cohort.ts';
import type { VariableName } from '../cohort/variables.ts';
import { spearman, type SpearmanResult } from '../mscore/statistics/correlation.ts';
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
  const slips = [
    ...copies(a).map((copied) => ({ ...copied, variable: first, result: spearman(copied.column, b) })),
    ...copies(b).map((copied) => ({ ...copied, variable: second, result: spearman(a, copied.column) })),
  ];
  return slips
    .filter(({ result }) => fits(claim, result))
    .toSorted((one, other) => relativeChange(one) - relativeChange(other))
    .map(({ variable, row, value, takenFor, result }) => ({
      variable,
      line: complete[row]?.line ?? 0,
      value,
      takenFor,
      rho: result.rho,
      p: claim.p !== undefined && roundsTo(result.pApproximate, claim.p) ? result.pApproximate : result.p,
    }));
}

function fits({ r, p }: CorrelationClaim, { rho, pApproximate, pExact }: SpearmanResult): boolean {
  if (!roundsTo(rho, r)) return false;
  return p === undefined || [pApproximate, pExact].some((found) => found !== null && roundsTo(found, p));
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
