import { readNumber, readYesNo } from './cell.ts';
import type { Case, Cohort } from './cohort.ts';
import { type Columns, findColumns } from './columns.ts';
import { implausibleTable } from './implausible-table.ts';
import { type CohortProblem, problem } from './problem.ts';
import { parseTable, type Row } from './table.ts';
import { type VariableName, VARIABLES } from './variables.ts';

export interface ReadOptions {
  readonly decimalComma: boolean;
}

/**
 * A cohort from the text of a CSV table, one patient a row – or everything that is wrong with it, by line.
 * Columns: `m` or `snr`; any of `bmd` (g/cm²), `t`, `z` (SD), `tbs`, `fracture` (yes/no), `age`, `patient`.
 */
export function readCohort(
  text: string,
  options: ReadOptions,
): { readonly cohort: Cohort } | { readonly problems: readonly CohortProblem[] } {
  const parsed = parseTable(text);
  if ('problems' in parsed) return parsed;
  const { header, rows } = parsed.table;
  const { columns, problems: headerProblems } = findColumns(header);
  if (headerProblems.length > 0) return { problems: headerProblems };
  const read = rows.map((row) => readCase(row, header, columns, options));
  const cellProblems = read.flatMap(({ problems }) => problems);
  if (cellProblems.length > 0) return { problems: cellProblems };
  const cohort: Cohort = {
    cases: read.map(({ one }) => one),
    variables: [...columns.variables.keys()],
    hasFracture: columns.fracture !== undefined,
    header: header.cells,
    otherColumns: header.cells.filter((_, index) => !isKnown(columns, index)),
  };
  const problems = implausibleTable(cohort, header, columns);
  return problems.length > 0 ? { problems } : { cohort };
}

function readCase(
  row: Row,
  header: Row,
  columns: Columns,
  options: ReadOptions,
): { readonly one: Case; readonly problems: CohortProblem[] } {
  const problems: CohortProblem[] = [];
  const values: Partial<Record<VariableName, number>> = {};
  for (const [name, index] of columns.variables) {
    const column = header.cells[index] ?? name;
    const read = readNumber(row.cells[index] ?? '', options);
    if ('code' in read) {
      problems.push(problem(row.line, column, read.code));
    } else if (read.value !== null) {
      values[name] = read.value;
      problems.push(...implausible(name, read.value, row.line, column));
    }
  }
  const fracture =
    columns.fracture === undefined ? { value: null } : readYesNo(row.cells[columns.fracture] ?? '');
  if ('code' in fracture) {
    problems.push(problem(row.line, header.cells[columns.fracture ?? 0] ?? 'fracture', fracture.code));
  }
  const known = 'value' in fracture ? fracture.value : null;
  return { one: { line: row.line, values, fracture: known, cells: row.cells }, problems };
}

function implausible(name: VariableName, value: number, line: number, column: string): CohortProblem[] {
  const { plausible, mixedUp, unit } = VARIABLES[name];
  const [low, high] = plausible;
  if (value >= low && value <= high) return [];
  const size = Math.abs(value);
  const looks =
    mixedUp && size >= mixedUp.from && size <= mixedUp.to ? `; it looks like ${mixedUp.looksLike}` : '';
  return [
    problem(line, column, 'cohort/units', `${low} to ${high}${unit && ` ${unit}`} is expected${looks}`),
  ];
}

function isKnown({ variables, patient, fracture }: Columns, index: number): boolean {
  return [...variables.values(), patient, fracture].includes(index);
}
