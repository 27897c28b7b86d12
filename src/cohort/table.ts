import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { type CohortProblem, problem } from './problem.ts';

export interface Row {
  /** Line of the file on which the row ends; the header is line 1 unless empty lines come before it. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly header: Row;
  readonly rows: readonly Row[];
}

/** Thousands of patients with dozens of columns; more is another kind of file. */
export const MAXIMUM_BYTES = 5_000_000;
const MAXIMUM_ROWS = 20_000;
const DELIMITERS = [',', ';', '\t'] as const;

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * A table from the text of a CSV file (RFC 4180: quotes, CRLF, a byte order mark). Cells are separated by comma,
 * semicolon or tab, whichever the header has most of. Empty lines are passed over; rows as long as the header.
 */
export function parseTable(text: string): { readonly table: Table } | { readonly problems: CohortProblem[] } {
  const records = readRecords(text);
  if ('problems' in records) return records;
  const [header, ...rows] = records.rows;
  if (!header) return { problems: [problem(1, null, 'cohort/too-few', 'the file is empty')] };
  if (rows.length > MAXIMUM_ROWS) {
    return { problems: [problem(header.line, null, 'cohort/too-large', `${rows.length} rows`)] };
  }
  const uneven = rows.filter(({ cells }) => cells.length !== header.cells.length);
  if (uneven.length === 0) return { table: { header, rows } };
  const problems = uneven.map(({ line, cells }) =>
    problem(line, null, 'cohort/cells', `${cells.length} cells where the header has ${header.cells.length}`),
  );
  return { problems };
}

function readRecords(text: string): { readonly rows: Row[] } | { readonly problems: CohortProblem[] } {
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return {
      rows: recordsSchema.parse(records).map(({ record, info }) => ({ line: info.lines, cells: record })),
    };
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const { lines } = z.object({ lines: z.number().default(1) }).parse({ lines: thrown['lines'] });
    return { problems: [problem(lines, null, 'cohort/not-csv', wordsOf(thrown.code))] };
  }
}

function wordsOf(code: string): string {
  return code.replace(/^CSV_/, '').replaceAll('_', ' ').toLowerCase();
}

/** From the header alone: the rows may hold decimal commas. */
function delimiterOf(text: string): string {
  const header = /^\uFEFF?\s*(?<line>.*)/.exec(text)?.groups?.['line'] ?? '';
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce<string>((kept, other) => (count(other) > count(kept) ? other : kept), ',');
}
