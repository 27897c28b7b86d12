import type { Case, Cohort } from './cohort.ts';
import type { Columns } from './columns.ts';
import { type CohortProblem, problem } from './problem.ts';
import { repeated } from './repeated.ts';
import type { Row } from './table.ts';
import { VARIABLES } from './variables.ts';

/** Fewer have no p and no interval. */
const FEWEST = 3;
/** Women of this age have less bone than at 30, so their T-score is below their Z-score. */
const T_BELOW_Z_FROM_AGE = 40;

/** What no single cell shows: too few rows, columns that say nothing, patients who come twice, T and Z swapped. */
export function implausibleTable(cohort: Cohort, header: Row, columns: Columns): CohortProblem[] {
  if (cohort.cases.length < FEWEST) {
    const line = cohort.cases.at(-1)?.line ?? header.line;
    return [problem(line, null, 'cohort/too-few', `${cohort.cases.length} rows, ${FEWEST} are needed`)];
  }
  return [
    ...samePatient(cohort, columns.patient),
    ...poorColumns(cohort, header, columns),
    ...swapped(cohort, header, columns),
  ];
}

/** By the patient column; without one, rows that agree in everything. */
function samePatient({ cases }: Cohort, patient: number | undefined): CohortProblem[] {
  const keyOf = ({ cells }: Case) => (patient === undefined ? JSON.stringify(cells) : (cells[patient] ?? ''));
  const nameless = cases.filter((one) => keyOf(one) === '');
  return [
    ...nameless.map(({ line }) => problem(line, 'patient', 'cohort/no-patient')),
    ...repeated(cases, null, 'cohort/duplicate-patient', keyOf),
  ].toSorted((a, b) => a.line - b.line);
}

function poorColumns({ cases, hasFracture }: Cohort, header: Row, columns: Columns): CohortProblem[] {
  const known = [...columns.variables].map(([name, index]) => ({
    column: header.cells[index] ?? name,
    values: cases.flatMap(({ values }) => values[name] ?? []),
  }));
  const fracture = cases.flatMap((one) => (one.fracture === null ? [] : [Number(one.fracture)]));
  const all = hasFracture
    ? [...known, { column: header.cells[columns.fracture ?? 0] ?? '', values: fracture }]
    : known;
  return all.flatMap(({ column, values }) => {
    if (values.length < FEWEST) {
      return [
        problem(header.line, column, 'cohort/too-few', `${values.length} values, ${FEWEST} are needed`),
      ];
    }
    return new Set(values).size === 1 ? [problem(header.line, column, 'cohort/constant-column')] : [];
  });
}

function swapped({ cases }: Cohort, header: Row, columns: Columns): CohortProblem[] {
  const both = cases.flatMap(({ values: { t, z, age } }) =>
    t === undefined || z === undefined || (age ?? T_BELOW_Z_FROM_AGE) < T_BELOW_Z_FROM_AGE ? [] : [{ t, z }],
  );
  if (both.length < FEWEST || both.some(({ t, z }) => t <= z)) return [];
  const column = header.cells[columns.variables.get('t') ?? 0] ?? VARIABLES.t.label;
  return [problem(header.line, column, 'cohort/columns-swapped', 'T is above Z in every row')];
}
