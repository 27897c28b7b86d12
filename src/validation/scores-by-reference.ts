import type { Cohort } from '../cohort/cohort.ts';
import { CodedError } from '../errors.ts';
import { mScoreValue } from '../mscore/m-score.ts';
import type { Reference } from '../mscore/reference.ts';
import type { ScoreName } from './outcome.ts';

export interface Scored {
  readonly cohort: Cohort;
  readonly score: ScoreName;
  /** `column`, or the id of the reference. */
  readonly from: string;
  /** Rows whose M is not what the reference gives, of how many that have both; empty without both. */
  readonly against: { readonly lines: readonly number[]; readonly of: number };
}

/** An M-score printed with one decimal may be this far off, and a little for the SD's own rounding. */
const PRINTED = 0.05 + 0.02;

/**
 * The table with M from SNR where it has no M and a reference is given; where it has, the two are compared.
 *
 * @throws CodedError `cli/usage` when the wanted score is not to be had
 */
export function scoresByReference(
  cohort: Cohort,
  wanted: {
    readonly reference: Reference | undefined;
    /** M where the table has it or the reference gives it, else SNR. */
    readonly score: ScoreName | undefined;
  },
): Scored {
  const scored = withM(cohort, wanted.reference);
  const score = wanted.score ?? (scored.cohort.variables.includes('m') ? 'm' : 'snr');
  if (!scored.cohort.variables.includes(score)) {
    throw new CodedError('cli/usage', `--score ${score}: the table has no such column`);
  }
  return { ...scored, score, from: score === 'm' ? scored.from : 'column' };
}

function withM(cohort: Cohort, reference: Reference | undefined): Omit<Scored, 'score'> {
  const nothing = { lines: [], of: 0 };
  if (!reference || !cohort.variables.includes('snr')) return { cohort, from: 'column', against: nothing };
  const mOf = (snr: number) => mScoreValue(snr, reference);
  if (cohort.variables.includes('m')) {
    const both = cohort.cases.flatMap(({ line, values: { snr, m } }) =>
      snr === undefined || m === undefined ? [] : [{ line, off: Math.abs(mOf(snr) - m) }],
    );
    const lines = both.filter(({ off }) => off > PRINTED).map(({ line }) => line);
    return { cohort, from: 'column', against: { lines, of: both.length } };
  }
  const cases = cohort.cases.map((one) => {
    const { snr } = one.values;
    return snr === undefined ? one : { ...one, values: { ...one.values, m: mOf(snr) } };
  });
  return {
    cohort: { ...cohort, cases, variables: ['m', ...cohort.variables] },
    from: reference.id,
    against: nothing,
  };
}
