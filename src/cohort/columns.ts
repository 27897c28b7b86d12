import { type CohortProblem, problem } from './problem.ts';
import type { Row } from './table.ts';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from './variables.ts';

/** Where what stands in a table, as positions from 0. */
export interface Columns {
  readonly variables: ReadonlyMap<VariableName, number>;
  readonly patient: number | undefined;
  readonly fracture: number | undefined;
}

const PATIENT = ['patient', 'patientid', 'id', 'subject', 'subjectid', 'case'];
const FRACTURE = ['fracture', 'fractures', 'fragilityfracture', 'fx', 'osteoporoticfracture'];

/** What the header says, by the names that people use; anything else stays for subgroups. */
export function findColumns(header: Row): { readonly columns: Columns; readonly problems: CohortProblem[] } {
  const problems: CohortProblem[] = [...sameNames(header)];
  const find = (names: readonly string[]): number | undefined => {
    const [first, second] = header.cells.flatMap((cell, index) =>
      names.includes(plain(cell)) ? [index] : [],
    );
    if (second !== undefined && header.cells[first ?? -1] !== header.cells[second]) {
      const both = `“${header.cells[first ?? -1] ?? ''}” and “${header.cells[second] ?? ''}”`;
      problems.push(problem(header.line, header.cells[second] ?? '', 'cohort/column-twice', both));
    }
    return first;
  };
  const variables = new Map<VariableName, number>();
  for (const name of VARIABLE_NAMES) {
    const index = find(VARIABLES[name].names);
    if (index === undefined) continue;
    variables.set(name, index);
    problems.push(...unitProblems(name, header, index));
  }
  const columns = { variables, patient: find(PATIENT), fracture: find(FRACTURE) };
  return { columns, problems: [...problems, ...missing(columns, header)] };
}

function missing({ variables, fracture }: Columns, { line }: Row): CohortProblem[] {
  const score = variables.has('m') || variables.has('snr');
  const standard =
    fracture !== undefined || (['bmd', 't', 'z', 'tbs'] as const).some((name) => variables.has(name));
  return [
    ...(score ? [] : [problem(line, null, 'cohort/column-missing', 'M or SNR')]),
    ...(standard ? [] : [problem(line, null, 'cohort/column-missing', 'one of BMD, T, Z, TBS, fracture')]),
  ];
}

function sameNames({ line, cells }: Row): CohortProblem[] {
  return cells.flatMap((cell, index) =>
    cell !== '' && cells.indexOf(cell) < index ? [problem(line, cell, 'cohort/column-twice')] : [],
  );
}

function unitProblems(name: VariableName, { line, cells }: Row, index: number): CohortProblem[] {
  const { otherUnits, unit } = VARIABLES[name];
  const cell = cells[index] ?? '';
  if (!otherUnits?.test(cell)) return [];
  return [problem(line, cell, 'cohort/units', unit === '' ? 'no unit is expected' : `${unit} is expected`)];
}

/** “BMD (g/cm²)”, “T-score %” and “SNR_L1–L4” as `bmd`, `tscore` and `snrl1l4`. */
function plain(header: string): string {
  return header
    .toLowerCase()
    .replace(/[([].*$/, '')
    .replace(/(?:%|percent|m?g\/cm.{1,2}|\bdb)\s*$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
