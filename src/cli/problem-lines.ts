import type { CohortProblem } from '../cohort/problem.ts';

/** A whole column in the wrong unit says the same in every line; twenty of them are enough. */
const SHOWN = 20;

/** Problems as editors and terminals link them: `cohort.csv:4: T-score: …`. */
export function problemLines(file: string, problems: readonly CohortProblem[]): string {
  const shown = problems.slice(0, SHOWN).map(({ line, column, text, code, remedy }) => {
    const where = column === null ? '' : `${column}: `;
    return `${file}:${line}: ${where}${text} [${code}] ${remedy}`;
  });
  const more = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  return `${[...shown, ...more, 'Nothing was computed or written.'].join('\n')}\n`;
}
