import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readCohort } from '../../src/cohort/read-cohort.ts';

const plain = { decimalComma: false };

/** Lines joined to a file, with a header that the test may replace. */
function table(rows: readonly string[], header = 'patient,age,bmd,t,z,tbs,snr,m,fracture'): string {
  return [header, ...rows, ''].join('\n');
}

const GOOD = [
  '1,62,0.763,-2.6,-1.8,1.249,77.5,5.5,yes',
  '2,63,0.849,-1.7,-0.8,1.193,63.4,2.9,no',
  '3,65,0.720,-3.0,-1.9,1.305,82.1,6.4,no',
  '4,72,0.770,-2.5,-1.0,1.200,67.4,3.7,',
];

function problemsOf(text: string, options = plain): [number, string | null, string][] {
  const read = readCohort(text, options);
  return 'problems' in read ? read.problems.map(({ line, column, code }) => [line, column, code]) : [];
}

/** The good rows with one cell of the second (line 3) replaced. */
function withCell(column: number, cell: string): string {
  const cells = (GOOD[1] ?? '').split(',').with(column, cell);
  return table(GOOD.with(1, cells.join(',')));
}

describe('a cohort', () => {
  test('is read by row, in numbers', () => {
    const read = readCohort(table(GOOD), plain);
    expect(read).toMatchObject({
      cohort: {
        variables: ['age', 'm', 'snr', 'bmd', 't', 'z', 'tbs'],
        hasFracture: true,
        otherColumns: [],
        cases: [
          {
            line: 2,
            values: { age: 62, bmd: 0.763, t: -2.6, z: -1.8, tbs: 1.249, snr: 77.5, m: 5.5 },
            fracture: true,
          },
          { line: 3, fracture: false },
          { line: 4, fracture: false },
          { line: 5, fracture: null },
        ],
      },
    });
  });

  test('the seed paper', () => {
    const read = readCohort(readFileSync('fixtures/mikulova-2025.csv', 'utf8'), plain);
    expect(read).toMatchObject({ cohort: { hasFracture: false, cases: { length: 5 } } });
  });

  test('goes by the names that people use, in any order, and keeps other columns for subgroups', () => {
    const header = 'Scanner;T-score;BMD (g/cm²);Subject ID;SNR_L1–L4';
    const rows = ['north;−2.6;0.763;a;77.5', 'north;-1.7;.849;b;63.4', 'south;+0.3;0.9;c;8e1'];
    expect(readCohort(table(rows, header), plain)).toMatchObject({
      cohort: {
        variables: ['snr', 'bmd', 't'],
        otherColumns: ['Scanner'],
        cases: [{ values: { t: -2.6 } }, { values: { bmd: 0.849 } }, { values: { t: 0.3, snr: 80 } }],
      },
    });
  });

  test.each(['', 'NA', 'n/a', '–', '?', 'NaN'])('what is not known stays so: %j', (cell) => {
    const read = readCohort(withCell(3, cell), plain);
    expect(read).toMatchObject({
      cohort: { cases: { 1: { values: expect.not.objectContaining({ t: 0 }) } } },
    });
  });

  test('has decimal commas only where that was said', () => {
    const rows = GOOD.map((row) => row.replaceAll(',', ';').replaceAll('.', ','));
    const text = table(rows, 'patient;age;bmd;t;z;tbs;snr;m;fracture');
    expect(problemsOf(text)).toContainEqual([2, 'bmd', 'cohort/decimal-comma']);
    expect(readCohort(text, { decimalComma: true })).toMatchObject({
      cohort: { cases: { 0: { values: { bmd: 0.763, t: -2.6 } } } },
    });
  });
});

describe('a cell that is refused, with its line and column', () => {
  test.each([
    ['a T-score in words', 3, 'osteoporosis', 't', 'cohort/not-a-number'],
    ['a T-score with a remark', 3, '-2.6 (L1)', 't', 'cohort/not-a-number'],
    ['a T-score that names its unit', 3, '-2.6 SD', 't', 'cohort/units'],
    ['a decimal comma in quotes', 2, '"0,763"', 'bmd', 'cohort/decimal-comma'],
    ['a date', 2, '2026-01-01', 'bmd', 'cohort/not-a-number'],
    ['BMD in mg/cm²', 2, '763', 'bmd', 'cohort/units'],
    ['a T-score in per cent of the young mean', 3, '72', 't', 'cohort/units'],
    ['a per cent sign', 3, '72%', 't', 'cohort/units'],
    ['a TBS in thousandths', 5, '1249', 'tbs', 'cohort/units'],
    ['an SNR of nothing', 6, '0', 'snr', 'cohort/units'],
    ['an age in months', 1, '756', 'age', 'cohort/units'],
    ['hexadecimal', 6, '0x40', 'snr', 'cohort/not-a-number'],
    ['infinity', 6, 'Infinity', 'snr', 'cohort/not-a-number'],
    ['more than a number holds', 6, '1e999', 'snr', 'cohort/units'],
    ['a fracture that is neither yes nor no', 8, 'perhaps', 'fracture', 'cohort/not-yes-no'],
  ])('%s', (_, column, cell, name, code) => {
    expect(problemsOf(withCell(column, cell))).toEqual([[3, name, code]]);
  });

  test('says what it looks like, and never what stood there', () => {
    const read = readCohort(withCell(2, '763'), plain);
    const [problem] = 'problems' in read ? read.problems : [];
    expect(problem?.text).toBe(
      'The value is not in the unit of this column. (0.2 to 2.5 g/cm² is expected; it looks like mg/cm²)',
    );
  });

  test('every line of a column in the wrong unit is named', () => {
    const rows = GOOD.map((row) => row.replace(/,0\./, ','));
    expect(problemsOf(table(rows)).map(([line]) => line)).toEqual([2, 3, 4, 5]);
  });
});

describe('a header that is refused', () => {
  test.each([
    ['no score', 'patient,bmd,t', [null, 'cohort/column-missing']],
    ['nothing to compare with', 'patient,snr,age', [null, 'cohort/column-missing']],
    ['a column twice', 'snr,t,t', ['t', 'cohort/column-twice']],
    ['two names for one thing', 'snr,t,T-score', ['T-score', 'cohort/column-twice']],
    ['BMD in mg/cm²', 'snr,BMD (mg/cm²),t', ['BMD (mg/cm²)', 'cohort/units']],
    ['a T-score in per cent', 'snr,T-score %,z', ['T-score %', 'cohort/units']],
  ])('%s', (_, header, [column = null, code = '']) => {
    expect(problemsOf(table(['1,2,3', '2,3,4', '3,4,6'], header))).toEqual([[1, column, code]]);
  });
});

describe('a table that is refused as a whole', () => {
  test('fewer than three patients', () => {
    expect(problemsOf(table(GOOD.slice(0, 2)))).toEqual([[3, null, 'cohort/too-few']]);
    expect(problemsOf(table([]))).toEqual([[1, null, 'cohort/too-few']]);
  });

  test('a column with fewer than three values', () => {
    const rows = GOOD.map((row, index) => (index < 2 ? row : row.replace(/-\d\.\d/, '')));
    expect(problemsOf(table(rows))).toEqual([[1, 't', 'cohort/too-few']]);
  });

  test('a constant column', () => {
    const rows = GOOD.map((row) => row.replace(/0\.\d{3}/, '0.800'));
    expect(problemsOf(table(rows))).toEqual([[1, 'bmd', 'cohort/constant-column']]);
  });

  test('a patient twice, by number or – without numbers – by every value', () => {
    expect(problemsOf(table([...GOOD, (GOOD[0] ?? '').replace('0.763', '0.764')]))).toEqual([
      [6, null, 'cohort/duplicate-patient'],
    ]);
    const unnamed = ['60,-2.6', '70,-1.0', '65,-2.0', '70,-1.0'];
    expect(problemsOf(table(unnamed, 'snr,t'))).toEqual([[5, null, 'cohort/duplicate-patient']]);
  });

  test('a row without a patient', () => {
    expect(problemsOf(table(GOOD.with(2, (GOOD[2] ?? '').replace(/^3/, ''))))).toEqual([
      [4, 'patient', 'cohort/no-patient'],
    ]);
  });

  test('T and Z swapped', () => {
    expect(problemsOf(table(GOOD, 'patient,age,bmd,z,t,tbs,snr,m,fracture'))).toEqual([
      [1, 't', 'cohort/columns-swapped'],
    ]);
  });
});

test('whatever the text, it is a cohort of three or more, or problems with a line each', () => {
  const cell = fc.oneof(
    fc.constantFrom('', '-2.6', '0,7', 'yes', '"', 'NA', '1e999'),
    fc.double().map(String),
    fc.string(),
  );
  const text = fc
    .array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 6 })
    .map((rows) => ['snr,t,bmd,fracture', ...rows.map((row) => row.join(','))].join('\n'));
  fc.assert(
    fc.property(text, (content) => {
      const read = readCohort(content, plain);
      if ('cohort' in read) expect(read.cohort.cases.length).toBeGreaterThanOrEqual(3);
      else expect(read.problems.every(({ line }) => line >= 1)).toBe(true);
      if ('problems' in read) expect(read.problems.length).toBeGreaterThan(0);
    }),
  );
});
