import { type CodedReason, type ErrorCode, reason } from '../errors.ts';

/** Why a table is not used: the line as an editor counts it, the column as its header says, never the cell. */
export interface CohortProblem extends CodedReason {
  readonly line: number;
  readonly column: string | null;
}

export function problem(
  line: number,
  column: string | null,
  code: ErrorCode,
  detail?: string,
): CohortProblem {
  return { line, column, ...reason(code, detail) };
}
