import type { Cohort } from '../cohort/cohort.ts';
import { type CodedReason, reason } from '../errors.ts';
import { decimal } from '../mscore/format.ts';
import type { Correlation } from './correlate.ts';
import type { Discrimination } from './discriminate.ts';
import { OUTCOME_TEXT, type OutcomeName } from './outcome.ts';

const FEW_CASES = 20;
const FEW_OUTCOMES = 10;
/** M is printed with one decimal, so a straight line is not quite straight. */
const STRAIGHT = 0.99;

interface Known {
  readonly cohort: Cohort;
  readonly correlations: readonly Correlation[];
  readonly discrimination: Discrimination | null;
  readonly outcome: OutcomeName | undefined;
  readonly prevalenceGiven: boolean;
  readonly againstReference: { readonly lines: readonly number[]; readonly of: number };
}

/** What a reader must know about the numbers. */
export function limitsOf(known: Known): CodedReason[] {
  const { cohort, againstReference } = known;
  const { cases, variables } = cohort;
  const gaps = variables.filter((name) => cases.some(({ values }) => values[name] === undefined));
  const { lines, of } = againstReference;
  return [
    ...(cases.length < FEW_CASES ? [reason('validation/few-cases', `n = ${cases.length}`)] : []),
    ...(gaps.length > 0 ? [reason('validation/missing-values', gaps.join(', '))] : []),
    ...(lines.length > 0
      ? [
          reason(
            'validation/m-not-of-reference',
            `${lines.length} of ${of} rows, first line ${lines[0] ?? ''}`,
          ),
        ]
      : []),
    ...discriminationLimits(known),
    ...correlationLimits(known.correlations),
  ];
}

function discriminationLimits({ discrimination, outcome, cohort, prevalenceGiven }: Known): CodedReason[] {
  if (!outcome) return [];
  if (!discrimination)
    return [reason('validation/one-outcome', `${OUTCOME_TEXT[outcome]}, n = ${cohort.cases.length}`)];
  const { withOutcome, without, auc } = discrimination;
  const few = Math.min(withOutcome, without) < FEW_OUTCOMES;
  return [
    ...(few ? [reason('validation/few-outcomes', `${withOutcome} with, ${without} without`)] : []),
    ...(auc.standardError === 0 ? [reason('validation/perfect-separation')] : []),
    reason('validation/same-cases'),
    ...(prevalenceGiven ? [] : [reason('validation/cohort-prevalence')]),
  ];
}

function correlationLimits(correlations: readonly Correlation[]): CodedReason[] {
  const find = (label: string) => correlations.find((other) => other.label === label);
  const straight = find('SNR–M')?.pearson?.r ?? 1;
  const bmdT = find('BMD–T')?.spearman?.rho ?? 1;
  const against = correlations.filter(({ pair: [a, b], spearman }) => {
    const scoreWithBone =
      (a === 'm' || a === 'snr') && (b === 'bmd' || b === 't' || b === 'z' || b === 'tbs');
    return scoreWithBone && (spearman?.rho ?? 0) > 0;
  });
  const named = against.map(({ label, spearman }) => `${label} +${(spearman?.rho ?? 0).toFixed(2)}`);
  return [
    ...(straight < STRAIGHT ? [reason('validation/m-not-of-snr', `r ${decimal(straight, 3)}`)] : []),
    ...(bmdT < 0 ? [reason('validation/bmd-against-t', `ρ ${decimal(bmdT, 2)}`)] : []),
    ...(named.length > 0 ? [reason('validation/against-hypothesis', named.join(', '))] : []),
  ];
}
