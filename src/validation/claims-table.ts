import { NOTHING, orNothing } from '../report/numbers.ts';
import type { ReportTable } from '../report/report-table.ts';
import type { CheckedClaims } from './check-claims.ts';

/** Pair by pair: what the paper says, what its table gives, and whether the one follows from the other. */
export function claimsTable({ source, correlations, criteria }: CheckedClaims): ReportTable {
  const pairs = correlations.map(({ label, claim, rho, pearsonR, verdict, remarks }) => [
    label,
    printed(claim.r),
    claim.p ?? NOTHING,
    orNothing(rho, 3),
    orNothing(pearsonR, 3),
    verdict,
    remarks.join('; '),
  ]);
  const rules = criteria.map(({ label, verdict, against }) => [
    label,
    '',
    '',
    '',
    '',
    verdict,
    against.length === 0 ? '' : `not so in line ${against.join(', ')}`,
  ]);
  return {
    caption: `What is published, and what the table gives: ${source}`,
    head: ['', 'paper', 'p', 'Spearman', 'Pearson', 'verdict', ''],
    rows: [...pairs, ...rules],
    words: [5, 6],
  };
}

function printed(number: string): string {
  return number.replace('-', '−');
}
