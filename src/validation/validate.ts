import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Cohort } from '../cohort/cohort.ts';
import { type VariableName, VARIABLES } from '../cohort/variables.ts';
import { CodedError, type CodedReason } from '../errors.ts';
import type { BootstrapOptions } from '../mscore/statistics/bootstrap.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { type CheckedClaims, checkClaims } from './check-claims.ts';
import type { Claims } from './claims.ts';
import { type Correlation, correlate, pairLabel, pairsOf } from './correlate.ts';
import { discriminate, type Discrimination, type GivenCutoff } from './discriminate.ts';
import { limitsOf } from './limits.ts';
import { canHaveOutcome, type OutcomeName, type ScoreName } from './outcome.ts';
import type { Scored } from './scores-by-reference.ts';
import { type Subgroups, subgroupsBy } from './subgroups.ts';

export interface ValidationOptions extends BootstrapOptions {
  /** Osteoporosis by T-score where the table has one, else fractures. */
  readonly outcome: OutcomeName | undefined;
  /** 0 to 1; without it PPV and NPV are for the cohort's own. */
  readonly prevalence: number | undefined;
  /** 0 to 1; for the second cut-off. */
  readonly specificity: number;
  readonly cutoffs: readonly GivenCutoff[];
  readonly by: readonly string[];
  readonly claims: Claims | undefined;
}

export interface Summary {
  readonly variable: VariableName;
  readonly label: string;
  readonly unit: string;
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

export interface Validation {
  readonly use: typeof RESEARCH_USE;
  readonly n: number;
  readonly score: ScoreName;
  /** `column`, or the id of the reference that M was computed with. */
  readonly scoreFrom: string;
  readonly summaries: readonly Summary[];
  readonly correlations: readonly Correlation[];
  readonly discrimination: Discrimination | null;
  readonly subgroups: readonly Subgroups[];
  /** The pair that subgroups are compared by. */
  readonly subgroupPair: string | null;
  readonly claims: CheckedClaims | null;
  readonly limits: readonly CodedReason[];
  readonly options: {
    readonly outcome: OutcomeName | null;
    readonly prevalence: number | null;
    readonly specificity: number;
    readonly seed: number;
    readonly resamples: number;
  };
  readonly otherColumns: readonly string[];
}

/**
 * How M-score or SNR of a cohort goes with BMD, T-score, Z-score, TBS and fractures. Higher scores are taken to
 * mean weaker bone. The result is the same for the same table, options and seed.
 *
 * @throws CodedError `cli/usage` for a subgroup column or an outcome that the table does not have
 */
export function validate(scored: Scored, options: ValidationOptions): Validation {
  const { cohort, score } = scored;
  if (options.outcome && !canHaveOutcome(cohort, options.outcome)) {
    throw new CodedError('cli/usage', `--outcome ${options.outcome}: the table has no column for it`);
  }
  const outcome =
    options.outcome ?? (['osteoporosis', 'fracture'] as const).find((name) => canHaveOutcome(cohort, name));
  const own = pairsOf(cohort);
  const claimed = (options.claims?.correlations ?? [])
    .map(({ pair }) => pair)
    .filter((pair) => pair.every((name) => cohort.variables.includes(name)))
    .filter((pair) => own.every((known) => pairLabel(known) !== pairLabel(pair)));
  const correlations = [...own, ...claimed].map((pair) => correlate(cohort.cases, pair, options));
  const discrimination = outcome ? discriminate(cohort.cases, { ...options, score, outcome }) : null;
  const standard = (['t', 'bmd', 'z', 'tbs'] as const).find((name) => cohort.variables.includes(name));
  const pair = standard && ([score, standard] as const);
  const cutoff = (discrimination?.cutoffs.find(({ kind }) => kind === 'given') ?? discrimination?.cutoffs[0])
    ?.cutoff;
  return {
    use: RESEARCH_USE,
    n: cohort.cases.length,
    score,
    scoreFrom: scored.from,
    summaries: cohort.variables.map((name) => summary(name, cohort)),
    correlations,
    discrimination,
    subgroups: options.by.map((column) => subgroupsBy(column, cohort, { score, outcome, pair, cutoff })),
    subgroupPair: pair ? pairLabel(pair) : null,
    claims: options.claims ? checkClaims(options.claims, cohort, correlations) : null,
    limits: limitsOf({
      cohort,
      correlations,
      discrimination,
      outcome,
      prevalenceGiven: options.prevalence !== undefined,
      againstReference: scored.against,
    }),
    options: {
      outcome: outcome ?? null,
      prevalence: options.prevalence ?? null,
      specificity: options.specificity,
      seed: options.seed,
      resamples: options.resamples,
    },
    otherColumns: cohort.otherColumns,
  };
}

function summary(variable: VariableName, { cases }: Cohort): Summary {
  const values = cases.flatMap((one) => one.values[variable] ?? []);
  const { label, unit } = VARIABLES[variable];
  return {
    variable,
    label,
    unit,
    n: values.length,
    mean: mean(values),
    sd: sampleStandardDeviation(values),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
