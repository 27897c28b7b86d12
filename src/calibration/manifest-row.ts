import { readNumber } from '../cohort/cell.ts';
import { type CohortProblem, problem } from '../cohort/problem.ts';
import type { Row } from '../cohort/table.ts';
import type { CohortStudy } from './study.ts';

export const COLUMNS = ['study', 'id', 'patient', 'age', 'sex', 'rois', 'second', 'note'] as const;
export type Column = (typeof COLUMNS)[number];

export interface ManifestRow extends CohortStudy {
  readonly line: number;
}

/** Where the columns are, from 0. */
export type ColumnIndex = ReadonlyMap<Column, number>;

/** A code of a site, printed in reports: no words, so that no name fits by accident. */
const ID = /^[\p{L}\p{N}._-]{1,40}$/u;
/** An adult's years or a cell that means something else. */
const AGES = [0, 120] as const;
const WOMAN = new Set(['f', 'female', 'w', 'woman']);
const MAN = new Set(['m', 'male', 'man']);
const UNKNOWN = new Set(['', 'na', 'n/a', '-', '–', '?', 'o', 'u', 'unknown']);

/** One row of a manifest, or what is wrong with its cells. */
export function readManifestRow(
  row: Row,
  columns: ColumnIndex,
  options: { readonly decimalComma: boolean },
): { readonly row: ManifestRow; readonly problems: readonly CohortProblem[] } {
  const cell = (column: Column) => row.cells[columns.get(column) ?? -1] ?? '';
  const problems: CohortProblem[] = [];
  if (cell('study') === '') problems.push(problem(row.line, 'study', 'manifest/no-study'));
  if (cell('id') !== '' && !ID.test(cell('id'))) {
    const detail = 'at most 40 letters, digits, dots, hyphens and underscores';
    problems.push(problem(row.line, 'id', 'manifest/id', detail));
  }
  const age = readNumber(cell('age'), options);
  if ('code' in age) problems.push(problem(row.line, 'age', age.code));
  else if (age.value !== null && (age.value < AGES[0] || age.value > AGES[1])) {
    problems.push(problem(row.line, 'age', 'manifest/age', `${AGES[0]} to ${AGES[1]} is expected`));
  }
  const sex = readSex(cell('sex'));
  if (sex === 'neither') problems.push(problem(row.line, 'sex', 'manifest/sex'));
  return {
    row: {
      line: row.line,
      location: cell('study'),
      id: cell('id') || undefined,
      patient: cell('patient') || undefined,
      age: 'value' in age ? (age.value ?? undefined) : undefined,
      sex: sex === 'neither' ? undefined : sex,
      rois: cell('rois') || undefined,
      second: cell('second') || undefined,
    },
    problems,
  };
}

function readSex(cell: string): 'F' | 'M' | 'neither' | undefined {
  const text = cell.toLowerCase();
  if (UNKNOWN.has(text)) return undefined;
  if (WOMAN.has(text)) return 'F';
  return MAN.has(text) ? 'M' : 'neither';
}
