import { completePairs, type Case, type Cohort } from '../cohort/cohort.ts';
import { VARIABLES, type VariableName } from '../cohort/variables.ts';
import { bootstrapInterval, type BootstrapOptions, type Interval } from '../mscore/statistics/bootstrap.ts';
import {
  pearson,
  pearsonOfRows,
  type PearsonResult,
  spearman,
  spearmanOfRows,
  type SpearmanResult,
} from '../mscore/statistics/correlation.ts';

export type Pair = readonly [VariableName, VariableName];

interface WithInterval {
  /** Percentile bootstrap, 95 %; `null` when most resamples had no value. */
  readonly interval95: Interval | null;
}

export interface Correlation {
  readonly pair: Pair;
  readonly label: string;
  /** Cases that have both values. */
  readonly n: number;
  /** `null` with fewer than three such cases, or when one side is constant in them. */
  readonly spearman: (SpearmanResult & WithInterval) | null;
  readonly pearson: (PearsonResult & WithInterval) | null;
}

const STANDARDS = ['bmd', 't', 'z', 'tbs', 'age'] as const;

/** SNR with M, BMD with T, and both scores with everything else that the table has. */
export function pairsOf({ variables }: Pick<Cohort, 'variables'>): Pair[] {
  const scores = (['snr', 'm'] as const).filter((name) => variables.includes(name));
  const all: Pair[] = [
    ['snr', 'm'],
    ['bmd', 't'],
    ...STANDARDS.flatMap((standard) => scores.map((score): Pair => [score, standard])),
  ];
  return all.filter((pair) => pair.every((name) => variables.includes(name)));
}

export function correlate(cases: readonly Case[], pair: Pair, options: BootstrapOptions): Correlation {
  const { a, b } = completePairs(cases, ...pair);
  const row = { pair, label: pairLabel(pair), n: a.length };
  const rank = a.length < 3 ? undefined : spearman(a, b);
  if (!rank || Number.isNaN(rank.rho)) return { ...row, spearman: null, pearson: null };
  const rows = [[...a.keys()]];
  const interval = (statistic: (rows: readonly number[]) => number) =>
    bootstrapInterval(rows, statistic, options)?.interval95 ?? null;
  return {
    ...row,
    spearman: { ...rank, interval95: interval(spearmanOfRows(a, b)) },
    pearson: { ...pearson(a, b), interval95: interval(pearsonOfRows(a, b)) },
  };
}

export function pairLabel([a, b]: Pair): string {
  return `${VARIABLES[a].label}–${VARIABLES[b].label}`;
}
