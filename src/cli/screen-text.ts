import type { ArchiveReport } from '../archive/archive-report.ts';
import { catalogue } from '../error-catalogue.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { formatTable } from './output.ts';

/** What a screening came to, as a person in a terminal reads it; `finished` is false when it was stopped before the end. */
export function screenText(report: ArchiveReport & { readonly finished: boolean }): string {
  const { finished, seen, passedOver, measurable, limited, flagged, refused, refusals, failed, failures } =
    report;
  const looked = measurable + refused + failed;
  const rows = [
    [finished ? 'MR studies on the PACS' : 'MR studies looked at so far', String(seen)],
    ['lumbar MRI to be measured', String(looked)],
    ['  measured', String(measurable)],
    ['    of them with limits', String(limited)],
    ['    flagged: the M-score reaches the cut-off', String(flagged)],
    ['  refused', String(refused)],
    ['  not measured for now', String(failed)],
  ];
  const reasons = [
    ...section('Passed over', passedOver),
    ...section('Refused', refusals),
    ...section('Not measured for now', failures),
  ];
  const stopped = finished ? [] : ['Stopped before the end: the same command goes on from here.'];
  return [formatTable(rows), ...reasons, ...stopped, RESEARCH_USE].join('\n\n');
}

function section(title: string, byCode: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(byCode).map(([code, studies]) => [String(studies), code, sentence(code)]);
  return rows.length === 0 ? [] : [`${title}\n${formatTable(rows, [1, 2])}`];
}

function sentence(code: string): string {
  const known = Object.entries(catalogue).find(([name]) => name === code);
  return known?.[1].text ?? '';
}
