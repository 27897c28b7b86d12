import { describe, expect, test } from '@jest/globals';
import { readManifest } from '../../src/calibration/manifest.ts';

const read = (text: string, decimalComma = false) => readManifest(text, { decimalComma });
/** Twenty rows, the first ones as given. */
const table = (header: string, ...rows: string[]) => {
  const cells = header.split(',').length - 1;
  const others = Array.from({ length: 20 - rows.length }, (_, i) => `study-${i}${','.repeat(cells)}`);
  return [header, ...rows, ...others, ''].join('\n');
};
const problemsOf = (text: string) => {
  const result = read(text);
  return 'problems' in result
    ? result.problems.map(({ line, column, code, text: said }) => ({ line, column, code, said }))
    : [];
};

describe('a manifest', () => {
  test('names studies, and what is known of them', () => {
    const result = read(
      table(
        'study,id,patient,age,sex,rois,second,note',
        'one,A-01,p1,24.5,F,one.json,again,tall',
        'two,,,,,,,',
      ),
    );
    expect('rows' in result && result.rows.slice(0, 2)).toEqual([
      {
        line: 2,
        location: 'one',
        id: 'A-01',
        patient: 'p1',
        age: 24.5,
        sex: 'F',
        rois: 'one.json',
        second: 'again',
      },
      {
        line: 3,
        location: 'two',
        id: undefined,
        patient: undefined,
        age: undefined,
        sex: undefined,
        rois: undefined,
        second: undefined,
      },
    ]);
  });

  test('needs one column; others are passed over, and their order does not matter', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `170,study-${i}`);
    const result = read(['Height,STUDY', ...rows, ''].join('\n'));
    expect('rows' in result && result.rows[0]).toMatchObject({ location: 'study-0' });
  });

  test('may have decimal commas when that is said', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `study-${i};24,5`);
    const text = ['study;age', ...rows, ''].join('\n');
    const result = read(text, true);
    expect('rows' in result && result.rows[0]?.age).toBe(24.5);
    expect(problemsOf(text)[0]).toMatchObject({ line: 2, column: 'age', code: 'cohort/decimal-comma' });
  });

  test.each<[string, string, { line: number; column: string | null; code: string }]>([
    [
      'no column for studies',
      table('folder,age', 'one,24'),
      { line: 1, column: null, code: 'manifest/column-missing' },
    ],
    [
      'a column twice',
      table('study,age,age', 'one,24,25'),
      { line: 1, column: 'age', code: 'cohort/column-twice' },
    ],
    ['an empty study', table('study,age', ',24'), { line: 2, column: 'study', code: 'manifest/no-study' }],
    [
      'an age as text',
      table('study,age', 'one,24', 'two,young'),
      { line: 3, column: 'age', code: 'cohort/not-a-number' },
    ],
    ['an age of nobody', table('study,age', 'one,1998'), { line: 2, column: 'age', code: 'manifest/age' }],
    ['a sex that is none', table('study,sex', 'one,yes'), { line: 2, column: 'sex', code: 'manifest/sex' }],
    [
      'a study twice',
      table('study,age', 'one,24', 'one/,25'),
      { line: 3, column: 'study', code: 'manifest/duplicate-study' },
    ],
    [
      'a patient twice',
      table('study,patient', 'one,p1', 'two,p1'),
      { line: 3, column: 'patient', code: 'cohort/duplicate-patient' },
    ],
    ['an id twice', table('study,id', 'one,A', 'two,A'), { line: 3, column: 'id', code: 'manifest/id' }],
    ['a name as id', table('study,id', 'one,Novak Marie'), { line: 2, column: 'id', code: 'manifest/id' }],
    [
      'a row with a cell more',
      table('study,age', 'one,24,5'),
      { line: 2, column: null, code: 'cohort/cells' },
    ],
    [
      'nineteen rows',
      table('study').replace('study-0\n', ''),
      { line: 20, column: null, code: 'calibrate/too-few' },
    ],
    ['no rows', 'study\n', { line: 1, column: null, code: 'calibrate/too-few' }],
    ['nothing', '', { line: 1, column: null, code: 'cohort/too-few' }],
  ])('is not used with %s', (_, text, expected) => {
    expect(problemsOf(text)).toMatchObject([expected]);
  });

  test('tells everything that is wrong, by line, and repeats no cell', () => {
    const problems = problemsOf(table('study,id,age', 'one,Novak Marie,24', 'two,B,old', 'one,C,25'));
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(JSON.stringify(problems)).not.toMatch(/Novak|old/);
  });
});
