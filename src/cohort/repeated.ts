import type { ErrorCode } from '../errors.ts';
import { type CohortProblem, problem } from './problem.ts';

/** Rows that say again what an earlier one said; an empty key says nothing. */
export function repeated<Line extends { readonly line: number }>(
  rows: readonly Line[],
  column: string | null,
  code: ErrorCode,
  keyOf: (row: Line) => string | undefined,
): CohortProblem[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    if (key === undefined || key === '') return [];
    const before = first.get(key);
    if (before === undefined) first.set(key, row.line);
    return before === undefined ? [] : [problem(row.line, column, code, `as in line ${before}`)];
  });
}
