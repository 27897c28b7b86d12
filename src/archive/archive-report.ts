import type { OutcomeCount } from './archive-run.ts';

/** What a screening came to, in numbers of studies. */
export interface ArchiveReport {
  /** MR studies that the PACS has of these days. */
  readonly seen: number;
  /** By reason, the most frequent first: no lumbar MRI, nobody of the record, not screened. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** With a number, of them so many with limits, and so many whose M-score reaches the cut-off. */
  readonly measurable: number;
  readonly limited: number;
  readonly flagged: number;
  /** By reason; a study may have more than one. */
  readonly refused: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
}

export function archiveReport(counts: readonly OutcomeCount[]): ArchiveReport {
  const of = (...outcomes: OutcomeCount['outcome'][]) =>
    counts.filter(({ outcome }) => outcomes.includes(outcome));
  return {
    seen: total(counts),
    passedOver: byCode(of('passed-over')),
    measurable: total(of('measured', 'limited')),
    limited: total(of('limited')),
    flagged: total(counts.filter(({ flagged }) => flagged)),
    refused: total(of('refused')),
    refusals: byCode(of('refused')),
    failed: total(of('failed')),
    failures: byCode(of('failed')),
  };
}

function total(counts: readonly OutcomeCount[]): number {
  return counts.reduce((sum, { studies }) => sum + studies, 0);
}

function byCode(counts: readonly OutcomeCount[]): Record<string, number> {
  const tally = new Map<string, number>();
  for (const { codes, studies } of counts)
    for (const code of new Set(codes)) tally.set(code, (tally.get(code) ?? 0) + studies);
  return Object.fromEntries([...tally].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
