import { LEVELS } from '../../mscore/levels.ts';
import { LEVEL_COLUMNS, levelCells } from '../study/parts/level-cells.ts';
import { levelChart } from '../study/parts/level-chart.ts';
import { noiseMarkup } from '../study/parts/noise-markup.ts';
import type { Numbers } from '../study/parts/numbers.ts';
import { resultMarkup } from '../study/parts/result-markup.ts';
import { referenceOf } from '../study/reference-of.ts';
import type { StudyDocument } from '../study/study-document.ts';
import type { StudyTexts } from '../study/texts/study-texts.ts';
import { byId } from './elements.ts';

/**
 * Writes numbers into the page with the very code that the server wrote the stored ones with. Their texts are escaped
 * there.
 *
 * @param edited whether these are other numbers than the stored ones
 */
export function showNumbers(
  numbers: Numbers,
  { measurement, references, cutoff }: StudyDocument,
  texts: StudyTexts,
  edited: boolean,
): void {
  // An edit without an M-score is still held against the cohort that the stored one has.
  const reference = referenceOf(numbers.mscore ?? measurement.mscore, references);
  const stored = edited ? measurement.mscore?.value : undefined;
  byId('result', HTMLElement).innerHTML = resultMarkup(numbers, { texts, cutoff, stored });
  byId('chart', HTMLElement).innerHTML = levelChart(numbers, reference, texts);
  byId('noise', HTMLElement).innerHTML = noiseMarkup(numbers.noise, texts);
  for (const level of LEVELS) {
    const row = document.querySelector(`tr[data-level="${level}"]`);
    const cells = levelCells(numbers, level, reference?.perLevel?.[level], texts);
    for (const column of LEVEL_COLUMNS) {
      const cell = row?.querySelector(`[data-cell="${column}"]`);
      if (cell) cell.textContent = cells[column];
    }
  }
}
