import { z } from 'zod';
import type { Case, Cohort } from '../cohort/cohort.ts';
import type { VariableName } from '../cohort/variables.ts';
import type { TwoClasses } from '../mscore/statistics/roc.ts';

export const outcomeSchema = z.enum(['osteoporosis', 'fracture']);
export type OutcomeName = z.infer<typeof outcomeSchema>;

export type ScoreName = 'm' | 'snr';

/** WHO and ISCD: at −2.5 already. */
const OSTEOPOROSIS_T = -2.5;

export const OUTCOME_TEXT: Readonly<Record<OutcomeName, string>> = {
  osteoporosis: 'osteoporosis (T ≤ −2.5)',
  fracture: 'fracture',
};

/** Whether a case has the outcome; `undefined` when that is not known. */
export function hasOutcome({ values, fracture }: Case, outcome: OutcomeName): boolean | undefined {
  if (outcome === 'fracture') return fracture ?? undefined;
  return values.t === undefined ? undefined : values.t <= OSTEOPOROSIS_T;
}

export function canHaveOutcome({ variables, hasFracture }: Cohort, outcome: OutcomeName): boolean {
  return outcome === 'fracture' ? hasFracture : variables.includes('t');
}

/** Scores of the cases whose outcome and score are known. */
export function classesOf(cases: readonly Case[], score: VariableName, outcome: OutcomeName): TwoClasses {
  const scores = (wanted: boolean) =>
    cases.flatMap((one) => (hasOutcome(one, outcome) === wanted ? (one.values[score] ?? []) : []));
  return { withOutcome: scores(true), without: scores(false) };
}
