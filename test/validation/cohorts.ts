import { readFileSync } from 'node:fs';
import type { Case, Cohort } from '../../src/cohort/cohort.ts';
import { readCohort } from '../../src/cohort/read-cohort.ts';
import type { VariableName } from '../../src/cohort/variables.ts';
import { type Claims, parseClaims } from '../../src/validation/claims.ts';
import { scoresByReference } from '../../src/validation/scores-by-reference.ts';
import { validate, type Validation, type ValidationOptions } from '../../src/validation/validate.ts';

/** A table of the repository. */
export function cohortOf(name: 'mikulova-2025' | 'invented-cohort'): Cohort {
  const read = readCohort(readFileSync(`fixtures/${name}.csv`, 'utf8'), { decimalComma: false });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.cohort;
}

export function claimsOf(name: 'mikulova-2025'): Claims {
  return parseClaims(readFileSync(`fixtures/${name}.claims.json`, 'utf8'));
}

/** Patients by their values alone, from line 2 on. */
export function cases(
  rows: readonly (Partial<Record<VariableName, number>> & { fracture?: boolean })[],
): Case[] {
  return rows.map(({ fracture, ...values }, index) => ({
    line: index + 2,
    values,
    fracture: fracture ?? null,
    cells: [],
  }));
}

/** A cohort of those, with what the first row has. */
export function cohort(rows: Parameters<typeof cases>[0]): Cohort {
  const all = cases(rows);
  return {
    cases: all,
    variables: (['age', 'm', 'snr', 'bmd', 't', 'z', 'tbs'] as const).filter((name) =>
      all.some(({ values }) => values[name] !== undefined),
    ),
    hasFracture: all.some(({ fracture }) => fracture !== null),
    header: [],
    otherColumns: [],
  };
}

export const OPTIONS: ValidationOptions = {
  outcome: undefined,
  prevalence: undefined,
  specificity: 0.9,
  cutoffs: [],
  by: [],
  claims: undefined,
  seed: 1,
  resamples: 100,
};

export function validated(table: Cohort, options: Partial<ValidationOptions> = {}): Validation {
  const scored = scoresByReference(table, { reference: undefined, score: undefined });
  return validate(scored, { ...OPTIONS, ...options });
}

export function codesOf({ limits }: Validation): string[] {
  return limits.map(({ code }) => code.replace('validation/', ''));
}
