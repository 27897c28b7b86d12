import { type CohortProblem, problem } from '../cohort/problem.ts';
import { repeated } from '../cohort/repeated.ts';
import { parseTable, type Row } from '../cohort/table.ts';
import { DEMONSTRATION_BELOW } from '../mscore/match-reference.ts';
import { type Column, type ColumnIndex, COLUMNS, type ManifestRow, readManifestRow } from './manifest-row.ts';

/**
 * The studies of a cohort from the text of a CSV table, or everything that is wrong with it, by line. Columns:
 * `study` (folder or DICOMweb URL), and any of `id`, `patient`, `age` (years), `sex` (F or M), `rois` (ROI file), `second` (second acquisition: folder or URL),
 * `note`; others are passed over. Cells are never repeated in a problem.
 */
export function readManifest(
  text: string,
  options: { readonly decimalComma: boolean },
): { readonly rows: readonly ManifestRow[] } | { readonly problems: readonly CohortProblem[] } {
  const parsed = parseTable(text);
  if ('problems' in parsed) return parsed;
  const { header, rows } = parsed.table;
  const { columns, problems: inHeader } = findColumns(header);
  if (inHeader.length > 0) return { problems: inHeader };
  const read = rows.map((row) => readManifestRow(row, columns, options));
  const manifest = read.map(({ row }) => row);
  const problems = [
    ...read.flatMap((one) => one.problems),
    ...repeated(manifest, 'study', 'manifest/duplicate-study', ({ location }) =>
      location.replace(/\/+$/, ''),
    ),
    ...repeated(manifest, 'id', 'manifest/id', ({ id }) => id),
    ...repeated(manifest, 'patient', 'cohort/duplicate-patient', ({ patient }) => patient),
    ...tooFew(rows.at(-1)?.line ?? header.line, rows.length),
  ];
  return problems.length > 0
    ? { problems: problems.toSorted((a, b) => a.line - b.line) }
    : { rows: manifest };
}

function findColumns({ line, cells }: Row): {
  readonly columns: ColumnIndex;
  readonly problems: CohortProblem[];
} {
  const columns = new Map<Column, number>();
  const problems: CohortProblem[] = [];
  for (const column of COLUMNS) {
    const found = cells.flatMap((cell, index) => (cell.toLowerCase() === column ? [index] : []));
    if (found.length > 1) problems.push(problem(line, column, 'cohort/column-twice'));
    if (found[0] !== undefined) columns.set(column, found[0]);
  }
  if (!columns.has('study')) problems.push(problem(line, null, 'manifest/column-missing'));
  return { columns, problems };
}

/** Measuring them would take long and lead to nothing. */
function tooFew(line: number, rows: number): CohortProblem[] {
  if (rows >= DEMONSTRATION_BELOW) return [];
  return [problem(line, null, 'calibrate/too-few', `${rows} rows, ${DEMONSTRATION_BELOW} are needed`)];
}
