import { sampleCorrelation } from 'simple-statistics';
import { EXACT_UP_TO, permutationP } from './permutation.ts';
import { hasTies, midRanks, midRanksOf, ordered } from './ranks.ts';
import { studentTwoSidedP } from './student-t.ts';

export interface SpearmanResult {
  readonly rho: number;
  /** By t = ρ√((n − 2)/(1 − ρ²)) with n − 2 degrees of freedom, as SciPy and SPSS do. */
  readonly pApproximate: number;
  /** Over all n! orders; `null` when n is above `EXACT_UP_TO`. With ties it is conditional on them. */
  readonly pExact: number | null;
  readonly ties: boolean;
  /** The p to quote: exact for small n without ties, approximate otherwise. */
  readonly p: number;
}

export interface PearsonResult {
  readonly r: number;
  /** Two-sided, by t with n − 2 degrees of freedom. */
  readonly p: number;
}

/** Product-moment correlation of n ≥ 3 pairs; NaN when one side is constant. */
export function pearson(a: readonly number[], b: readonly number[]): PearsonResult {
  const r = correlationOf([...a], [...b]);
  return { r, p: pOf(r, a.length) };
}

/** Rank correlation of n ≥ 3 pairs on mid-ranks (Spearman 1904); NaN when one side is constant. */
export function spearman(a: readonly number[], b: readonly number[]): SpearmanResult {
  const [ranksA, ranksB] = [midRanks(a), midRanks(b)];
  const rho = correlationOf(ranksA, ranksB);
  const pApproximate = pOf(rho, a.length);
  const pExact = a.length <= EXACT_UP_TO && !Number.isNaN(rho) ? permutationP(ranksA, ranksB) : null;
  const ties = hasTies(a) || hasTies(b);
  return { rho, pApproximate, pExact, ties, p: ties ? pApproximate : (pExact ?? pApproximate) };
}

/** ρ alone; NaN as `spearman`. */
export function spearmanRho(a: readonly number[], b: readonly number[]): number {
  return correlationOf(midRanks(a), midRanks(b));
}

/** ρ of rows drawn from two columns. */
export function spearmanOfRows(
  a: readonly number[],
  b: readonly number[],
): (rows: readonly number[]) => number {
  const [orderA, orderB] = [ordered(a), ordered(b)];
  return (rows) => correlationOf(midRanksOf(orderA, rows), midRanksOf(orderB, rows));
}

/** r of rows drawn from two columns. */
export function pearsonOfRows(
  a: readonly number[],
  b: readonly number[],
): (rows: readonly number[]) => number {
  return (rows) => correlationOf(pick(a, rows), pick(b, rows));
}

function correlationOf(a: number[], b: number[]): number {
  if (isConstant(a) || isConstant(b)) return Number.NaN;
  // Rounding leaves 1.0000000000000002 for perfect lines.
  return Math.max(-1, Math.min(1, sampleCorrelation(a, b)));
}

function pick(column: readonly number[], rows: readonly number[]): number[] {
  return rows.map((row) => column[row] ?? Number.NaN);
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function pOf(r: number, n: number): number {
  return studentTwoSidedP(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2);
}
