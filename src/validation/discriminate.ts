import type { Case } from '../cohort/cohort.ts';
import { VARIABLES } from '../cohort/variables.ts';
import { CodedError } from '../errors.ts';
import type { PublishedCutoff } from '../mscore/published-cutoffs.ts';
import {
  type Accuracy,
  accuracyAt,
  type PredictiveValues,
  predictiveValues,
} from '../mscore/statistics/accuracy.ts';
import { bootstrapInterval, type BootstrapOptions, type Interval } from '../mscore/statistics/bootstrap.ts';
import { cutoffAtSpecificity, youdenCutoff } from '../mscore/statistics/choose-cutoff.ts';
import { type AreaWithInterval, delong } from '../mscore/statistics/delong.ts';
import { rocCurve, type RocPoint, type TwoClasses } from '../mscore/statistics/roc.ts';
import { classesOf, type OutcomeName, type ScoreName } from './outcome.ts';

/** A cut-off that somebody else chose. */
export interface GivenCutoff {
  readonly label: string;
  readonly value: number;
  /** What it is a cut-off of; `undefined` for a bare number, which is of the score that is judged. */
  readonly of?: PublishedCutoff['score'];
}

export interface JudgedCutoff extends Accuracy, PredictiveValues {
  readonly kind: 'youden' | 'specificity' | 'given';
  readonly label: string;
  /** Of the cut-off itself, by bootstrap within each class; `null` for one that was given. */
  readonly cutoffInterval95: Interval | null;
}

export interface Discrimination {
  readonly score: ScoreName;
  readonly outcome: OutcomeName;
  readonly withOutcome: number;
  readonly without: number;
  readonly auc: AreaWithInterval;
  readonly curve: readonly RocPoint[];
  readonly cutoffs: readonly JudgedCutoff[];
}

export interface DiscriminationOptions extends BootstrapOptions {
  readonly score: ScoreName;
  readonly outcome: OutcomeName;
  /** Of those who would be tested, 0 to 1; without it the cohort's own. */
  readonly prevalence: number | undefined;
  readonly specificity: number;
  readonly cutoffs: readonly GivenCutoff[];
}

/**
 * How the score tells cases with from cases without the outcome; `null` when there are none of one kind.
 *
 * @throws CodedError `cli/usage` for a cut-off of another score
 */
export function discriminate(cases: readonly Case[], options: DiscriminationOptions): Discrimination | null {
  const { score, outcome, specificity } = options;
  const other = options.cutoffs.find(({ of = score }) => of !== score);
  if (other)
    throw new CodedError(
      'cli/usage',
      `--cutoff: ${other.label} is not a cut-off of ${VARIABLES[score].label}`,
    );
  const classes = classesOf(cases, score, outcome);
  const [withOutcome, without] = [classes.withOutcome.length, classes.without.length];
  if (withOutcome === 0 || without === 0) return null;
  const judge = judgeIn(classes, options.prevalence ?? withOutcome / (withOutcome + without));
  const atSpecificity = cutoffAtSpecificity(classes, specificity);
  return {
    score,
    outcome,
    withOutcome,
    without,
    auc: delong(classes),
    curve: rocCurve(classes),
    cutoffs: [
      {
        ...judge(youdenCutoff(classes)),
        kind: 'youden',
        label: 'Youden',
        cutoffInterval95: resampled(classes, youdenCutoff, options),
      },
      ...(atSpecificity === null
        ? []
        : [
            {
              ...judge(atSpecificity),
              kind: 'specificity' as const,
              label: `specificity ≥ ${Number((100 * specificity).toPrecision(4))} %`,
              cutoffInterval95: resampled(
                classes,
                (drawn) => cutoffAtSpecificity(drawn, specificity) ?? Number.NaN,
                options,
              ),
            },
          ]),
      ...options.cutoffs.map(({ label, value }) => ({
        ...judge(value),
        kind: 'given' as const,
        label,
        cutoffInterval95: null,
      })),
    ],
  };
}

function judgeIn(classes: TwoClasses, prevalence: number): (cutoff: number) => Accuracy & PredictiveValues {
  return (cutoff) => {
    const accuracy = accuracyAt(cutoff, classes);
    const { sensitivity, specificity } = accuracy;
    const values = predictiveValues(
      { sensitivity: sensitivity.value, specificity: specificity.value },
      prevalence,
    );
    return { ...accuracy, ...values };
  };
}

function resampled(
  { withOutcome, without }: TwoClasses,
  choose: (classes: TwoClasses) => number,
  options: BootstrapOptions,
): Interval | null {
  const scores = [...withOutcome, ...without];
  const rows = [...scores.keys()];
  const m = withOutcome.length;
  const interval = bootstrapInterval(
    [rows.slice(0, m), rows.slice(m)],
    (drawn) => {
      const values = drawn.map((row) => scores[row] ?? Number.NaN);
      return choose({ withOutcome: values.slice(0, m), without: values.slice(m) });
    },
    options,
  );
  return interval?.interval95 ?? null;
}
