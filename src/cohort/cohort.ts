import type { VariableName } from './variables.ts';

/** One patient of a table. */
export interface Case {
  readonly line: number;
  /** What is known of the measured values. */
  readonly values: Readonly<Partial<Record<VariableName, number>>>;
  readonly fracture: boolean | null;
  /** Every cell as it stands, in the order of the header: for subgroups. */
  readonly cells: readonly string[];
}

export interface Cohort {
  readonly cases: readonly Case[];
  /** What was found in the header, in our order. */
  readonly variables: readonly VariableName[];
  readonly hasFracture: boolean;
  readonly header: readonly string[];
  /** Columns that are neither a variable nor patient or fracture. */
  readonly otherColumns: readonly string[];
}

/** The known values of two variables, pair by pair, with the cases they are of. */
export function completePairs(
  cases: readonly Case[],
  a: VariableName,
  b: VariableName,
): { readonly a: number[]; readonly b: number[]; readonly cases: Case[] } {
  const complete = cases.flatMap((one) => {
    const [first, second] = [one.values[a], one.values[b]];
    return first === undefined || second === undefined ? [] : [{ first, second, one }];
  });
  return {
    a: complete.map(({ first }) => first),
    b: complete.map(({ second }) => second),
    cases: complete.map(({ one }) => one),
  };
}
