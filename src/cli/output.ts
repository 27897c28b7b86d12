import { asCodedError } from '../errors.ts';

/** A failure as a person in a terminal reads it: what, code, what to do. */
export function describeFailure(thrown: unknown): string {
  const error = asCodedError(thrown);
  const cause =
    error.code === 'internal' && error.cause instanceof Error ? `\n${error.cause.stack ?? ''}` : '';
  return `${error.message} [${error.code}]\n${error.remedy}${cause}`;
}

/** Columns as wide as their widest cell; the first is text, the others numbers unless `words` names them. */
export function formatTable(rows: readonly (readonly string[])[], words: readonly number[] = []): string {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(cell.length, known[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column === 0 || words.includes(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}
