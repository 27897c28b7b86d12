import { median } from 'simple-statistics';
import { type Case, type Cohort, completePairs } from '../cohort/cohort.ts';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from '../cohort/variables.ts';
import { CodedError } from '../errors.ts';
import { average } from '../mscore/arithmetic.ts';
import { accuracyAt } from '../mscore/statistics/accuracy.ts';
import { spearmanRho } from '../mscore/statistics/correlation.ts';
import { type AreaWithInterval, delong } from '../mscore/statistics/delong.ts';
import type { Proportion } from '../mscore/statistics/wilson.ts';
import { classesOf, type OutcomeName, type ScoreName } from './outcome.ts';
import type { Pair } from './correlate.ts';

/** Numbers with more different values than this are cut at their median. */
const MOST_GROUPS = 8;

export interface GroupRow {
  readonly name: string;
  readonly n: number;
  readonly withOutcome: number;
  readonly without: number;
  readonly meanScore: number | null;
  /** Of the pair that the subgroups are compared by; `null` below three cases or when constant. */
  readonly rho: number | null;
  readonly auc: AreaWithInterval | null;
  /** At the cut-off of the whole cohort; `null` where there is none, or nobody of that kind. */
  readonly sensitivity: Proportion | null;
  readonly specificity: Proportion | null;
}

export interface Subgroups {
  readonly column: string;
  readonly groups: readonly GroupRow[];
}

export interface SubgroupOptions {
  readonly score: ScoreName;
  readonly outcome: OutcomeName | undefined;
  readonly pair: Pair | undefined;
  readonly cutoff: number | undefined;
}

/**
 * One row per value of a column of the table, named by its header or as a variable; numbers with many values are
 * cut at their median, or at `65` in `age:65`.
 *
 * @throws CodedError `cli/usage` when there is no such column
 */
export function subgroupsBy(by: string, cohort: Cohort, options: SubgroupOptions): Subgroups {
  const { column, group } = grouping(by, cohort);
  const groups = Map.groupBy(cohort.cases, group);
  const names = [...groups.keys()].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { column, groups: names.map((name) => groupRow(name, groups.get(name) ?? [], options)) };
}

function grouping(by: string, cohort: Cohort): { column: string; group: (one: Case) => string } {
  const [, named = by, at] = cohort.header.includes(by) ? [] : (/^(.+):([−-]?[\d.]+)$/.exec(by) ?? []);
  const variable = VARIABLE_NAMES.find(
    (name) => named.toLowerCase() === name && cohort.variables.includes(name),
  );
  const index = cohort.header.findIndex((header) => header.toLowerCase() === named.toLowerCase());
  if (variable === undefined && index < 0) {
    throw new CodedError('cli/usage', `--by ${named}: the columns are ${cohort.header.join(', ')}`);
  }
  const valueOf = (one: Case) => (variable ? one.values[variable] : numberIn(one.cells[index]));
  const values = cohort.cases.flatMap((one) => valueOf(one) ?? []);
  const label = variable === undefined ? (cohort.header[index] ?? named) : VARIABLES[variable].label;
  const many = new Set(cohort.cases.map(({ cells }) => cells[index])).size > MOST_GROUPS;
  if (at === undefined && (!many || values.length === 0) && index >= 0) {
    return { column: label, group: ({ cells }) => cells[index] || 'not known' };
  }
  if (values.length === 0) throw new CodedError('cli/usage', `--by ${by}: the column has no numbers`);
  const cut = at === undefined ? median(values) : Number(at.replace('−', '-'));
  const shown = Number(cut.toPrecision(6));
  return {
    column: label,
    group: (one) => {
      const value = valueOf(one);
      if (value === undefined) return 'not known';
      return value < cut ? `< ${shown}` : `≥ ${shown}`;
    },
  };
}

function groupRow(
  name: string,
  cases: readonly Case[],
  { score, outcome, pair, cutoff }: SubgroupOptions,
): GroupRow {
  const classes = outcome ? classesOf(cases, score, outcome) : { withOutcome: [], without: [] };
  const [withOutcome, without] = [classes.withOutcome.length, classes.without.length];
  const scores = cases.flatMap(({ values }) => values[score] ?? []);
  const rho = pair && rhoOf(cases, pair);
  const accuracy = cutoff === undefined ? undefined : accuracyAt(cutoff, classes);
  return {
    name,
    n: cases.length,
    withOutcome,
    without,
    meanScore: scores.length > 0 ? average(scores) : null,
    rho: rho === undefined || Number.isNaN(rho) ? null : rho,
    auc: withOutcome > 0 && without > 0 ? delong(classes) : null,
    sensitivity: withOutcome > 0 ? (accuracy?.sensitivity ?? null) : null,
    specificity: without > 0 ? (accuracy?.specificity ?? null) : null,
  };
}

function rhoOf(cases: readonly Case[], [a, b]: readonly [VariableName, VariableName]): number | undefined {
  const { a: first, b: second } = completePairs(cases, a, b);
  return first.length < 3 ? undefined : spearmanRho(first, second);
}

function numberIn(cell: string | undefined): number | undefined {
  const value = Number(cell);
  return cell === undefined || cell === '' || Number.isNaN(value) ? undefined : value;
}
