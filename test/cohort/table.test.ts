import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseTable } from '../../src/cohort/table.ts';

const cellsOf = (text: string) => {
  const parsed = parseTable(text);
  return 'table' in parsed
    ? [parsed.table.header, ...parsed.table.rows].map(({ cells }) => cells)
    : parsed.problems;
};
const linesOf = (text: string) => {
  const parsed = parseTable(text);
  return 'table' in parsed ? parsed.table.rows.map(({ line }) => line) : [];
};

describe('a table', () => {
  test.each([
    ['with commas', 'a,b\n1,2\n'],
    ['with semicolons', 'a;b\n1;2\n'],
    ['with tabs', 'a\tb\n1\t2\n'],
    ['with a byte order mark', '\uFEFFa,b\n1,2\n'],
    ['from Windows', 'a,b\r\n1,2\r\n'],
    ['without a last line end', 'a,b\n1,2'],
    ['with empty lines and spaces', '\na , b\n\n 1, 2\n\n'],
    ['with quoted cells', '"a","b"\n"1","2"\n'],
  ])('%s', (_, text) => {
    expect(cellsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test('keeps separators, quotes and line ends inside quotes', () => {
    expect(cellsOf('a,b\n"x, ""y""\nz",2\n')).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ]);
  });

  test('is separated as its header is, whatever the rows hold', () => {
    expect(cellsOf('bmd;t\n0,763;-2,6\n')).toEqual([
      ['bmd', 't'],
      ['0,763', '-2,6'],
    ]);
  });

  test('knows the lines of the file', () => {
    expect(linesOf('a,b\n1,2\n\n"3\n3",4\n5,6\n')).toEqual([2, 5, 6]);
  });

  test('comes back as it was written, whatever the cells hold', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.trim());
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        expect(
          cellsOf(['"h"'.concat(',"h"'.repeat((rows[0]?.length ?? 1) - 1)), ...quoted, ''].join(end)),
        ).toEqual([rows[0]?.map(() => 'h'), ...rows]);
      }),
    );
  });
});

describe('what is no table', () => {
  test.each([
    ['nothing', '', 1, 'cohort/too-few'],
    ['a quote that never ends', 'a,b\n1,"2\n', 2, 'cohort/not-csv'],
    ['text after a quote', 'a,b\n"1"x,2\n', 2, 'cohort/not-csv'],
    ['a row that is too long', 'a,b\n1,2\n0,763,2\n', 3, 'cohort/cells'],
    ['a row that is too short', 'a,b\n1\n', 2, 'cohort/cells'],
    ['far too many rows', `a\n${'1\n'.repeat(20_001)}`, 1, 'cohort/too-large'],
  ])('%s', (_, text, line, code) => {
    const parsed = parseTable(text);
    expect(parsed).toMatchObject({ problems: [{ line, code }] });
  });

  test('is said, not thrown, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', '\t', '\uFEFF', ' ') }),
        (text) => {
          const parsed = parseTable(text);
          expect('table' in parsed || parsed.problems.length > 0).toBe(true);
        },
      ),
    );
  });
});
