import { type Proportion, proportion } from './wilson.ts';
import type { TwoClasses } from './roc.ts';

export interface Accuracy {
  readonly cutoff: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly sensitivity: Proportion;
  readonly specificity: Proportion;
}

export interface PredictiveValues {
  readonly prevalence: number;
  /** `null` when nobody would be positive, or negative. */
  readonly ppv: number | null;
  readonly npv: number | null;
}

/** What "score ≥ cutoff is positive" gets right. Both classes need a case. */
export function accuracyAt(cutoff: number, { withOutcome, without }: TwoClasses): Accuracy {
  const truePositives = withOutcome.filter((score) => score >= cutoff).length;
  const falsePositives = without.filter((score) => score >= cutoff).length;
  return {
    cutoff,
    truePositives,
    falsePositives,
    falseNegatives: withOutcome.length - truePositives,
    trueNegatives: without.length - falsePositives,
    sensitivity: proportion(truePositives, withOutcome.length),
    specificity: proportion(without.length - falsePositives, without.length),
  };
}

/** PPV and NPV by Bayes' theorem at a prevalence that is not that of the cohort; all numbers 0 to 1. */
export function predictiveValues(
  { sensitivity, specificity }: { sensitivity: number; specificity: number },
  prevalence: number,
): PredictiveValues {
  const positive = sensitivity * prevalence + (1 - specificity) * (1 - prevalence);
  const negative = (1 - sensitivity) * prevalence + specificity * (1 - prevalence);
  return {
    prevalence,
    ppv: positive > 0 ? (sensitivity * prevalence) / positive : null,
    npv: negative > 0 ? (specificity * (1 - prevalence)) / negative : null,
  };
}
