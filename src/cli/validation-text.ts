import { VARIABLES } from '../cohort/variables.ts';
import type { ReportTable } from '../report/report-table.ts';
import { claimsTable } from '../validation/claims-table.ts';
import {
  aucSentence,
  correlationTable,
  cutoffTable,
  subgroupTables,
  summaryTable,
} from '../validation/tables.ts';
import type { Validation } from '../validation/validate.ts';
import { formatTable } from './output.ts';
import { reasonLines } from './reason-lines.ts';

/** A validation as a page of text: the cohort, correlations, ROC, subgroups, the paper, what to know. */
export function validationText(validation: Validation): string {
  const { claims, limits, use } = validation;
  const cutoffs = cutoffTable(validation);
  return [
    tableText(summaryTable(validation)),
    scoreText(validation),
    tableText(correlationTable(validation)),
    aucSentence(validation),
    cutoffs ? tableText(cutoffs) : '',
    ...subgroupTables(validation).map(tableText),
    claims ? tableText(claimsTable(claims)) : '',
    reasonLines('limit', limits).join('\n'),
    use,
  ]
    .filter(Boolean)
    .join('\n\n');
}

export function tableText({ caption, head, rows, words, notes = [] }: ReportTable): string {
  return [caption, formatTable([head, ...rows], words), ...notes].join('\n');
}

function scoreText({ score, scoreFrom, otherColumns }: Validation): string {
  const from =
    scoreFrom === 'column' ? 'as it stands in the table' : `from SNR and the reference ${scoreFrom}`;
  const others = otherColumns.length === 0 ? '' : `\nColumns for subgroups only: ${otherColumns.join(', ')}.`;
  return `Score: ${VARIABLES[score].label}, ${from}. Higher is taken to be worse.${others}`;
}
