import { VARIABLES } from '../cohort/variables.ts';
import { interval, NOTHING, orNothing, percent, pValue } from '../report/numbers.ts';
import type { ReportTable } from '../report/report-table.ts';
import type { Correlation } from './correlate.ts';
import { OUTCOME_TEXT } from './outcome.ts';
import type { Subgroups } from './subgroups.ts';
import type { Validation } from './validate.ts';

export function summaryTable({ summaries, n }: Validation): ReportTable {
  return {
    caption: `The cohort: ${n} patients`,
    head: ['', 'n', 'mean', 'SD', 'least', 'most'],
    rows: summaries.map(({ variable, label, unit, n: known, ...numbers }) => {
      const { digits } = VARIABLES[variable];
      const { mean, sd, min, max } = numbers;
      return [
        unit === '' ? label : `${label} (${unit})`,
        String(known),
        orNothing(mean, digits + 1),
        orNothing(sd, digits + 1),
        orNothing(min, digits),
        orNothing(max, digits),
      ];
    }),
  };
}

export function correlationTable({ correlations, options }: Validation): ReportTable {
  const tied = correlations.some(({ spearman }) => spearman?.ties && spearman.pExact !== null);
  return {
    caption: 'Pair by pair',
    head: ['pair', 'n', 'Spearman', '95 %', 'p exact', 'p approx', 'Pearson', '95 %', 'p'],
    rows: correlations.map(correlationRow),
    notes: [
      `Spearman on mid-ranks. Exact p over all orders up to n = 9; the approximate one by t. 95 % by percentile bootstrap, ${options.resamples} resamples, seed ${options.seed}. No p is corrected for the number of pairs.`,
      ...(tied ? ['* With ties: quote the approximate p; the exact one holds for these very ties.'] : []),
    ],
  };
}

function correlationRow({ label, n, spearman, pearson }: Correlation): string[] {
  const star = spearman?.ties && spearman.pExact !== null ? '*' : '';
  return [
    label,
    String(n),
    orNothing(spearman?.rho, 3),
    interval(spearman?.interval95, 2),
    `${pValue(spearman?.pExact)}${star}`,
    pValue(spearman?.pApproximate),
    orNothing(pearson?.r, 3),
    interval(pearson?.interval95, 2),
    pValue(pearson?.p),
  ];
}

export function aucSentence({ discrimination: found }: Validation): string {
  if (!found) return '';
  const { auc, withOutcome, without, outcome, score } = found;
  const bounds = auc.interval95 ? `95 % ${interval(auc.interval95, 3)}, DeLong` : 'no interval';
  return `${VARIABLES[score].label} for ${OUTCOME_TEXT[outcome]}: AUC ${auc.area.toFixed(3)} (${bounds}), ${withOutcome} with and ${without} without.`;
}

export function cutoffTable({ discrimination, score }: Validation): ReportTable | undefined {
  if (!discrimination) return undefined;
  const { digits, label } = VARIABLES[score];
  const prevalence = discrimination.cutoffs[0]?.prevalence;
  return {
    caption: `Cut-offs: ${label} at or above is positive`,
    head: ['chosen by', 'cut-off', '95 %', 'sensitivity', '95 %', 'specificity', '95 %', 'PPV', 'NPV'],
    rows: discrimination.cutoffs.map((cutoff) => [
      cutoff.label,
      orNothing(cutoff.cutoff, digits),
      interval(cutoff.cutoffInterval95, digits),
      `${percent(cutoff.sensitivity.value)} (${cutoff.sensitivity.count}/${cutoff.sensitivity.of})`,
      interval(cutoff.sensitivity.interval95, 2),
      `${percent(cutoff.specificity.value)} (${cutoff.specificity.count}/${cutoff.specificity.of})`,
      interval(cutoff.specificity.interval95, 2),
      percent(cutoff.ppv),
      percent(cutoff.npv),
    ]),
    notes: [
      `PPV and NPV at a prevalence of ${percent(prevalence, 1)}. 95 %: cut-offs by bootstrap, sensitivity and specificity by Wilson's score.`,
    ],
  };
}

export function subgroupTables({
  subgroups,
  subgroupPair,
  discrimination,
  score,
}: Validation): ReportTable[] {
  return subgroups.map(({ column, groups }: Subgroups) => ({
    caption: `By ${column}`,
    head: [
      'group',
      'n',
      'with',
      'without',
      `mean ${VARIABLES[score].label}`,
      `ρ ${subgroupPair ?? ''}`.trim(),
      'AUC',
      '95 %',
      'sens',
      'spec',
    ],
    rows: groups.map((group) => [
      group.name,
      String(group.n),
      discrimination ? String(group.withOutcome) : NOTHING,
      discrimination ? String(group.without) : NOTHING,
      orNothing(group.meanScore, 2),
      orNothing(group.rho, 2),
      orNothing(group.auc?.area, 3),
      interval(group.auc?.interval95, 2),
      percent(group.sensitivity?.value),
      percent(group.specificity?.value),
    ]),
    notes: discrimination
      ? ['Sensitivity and specificity at the first given cut-off, else that of Youden in the whole cohort.']
      : [],
  }));
}
