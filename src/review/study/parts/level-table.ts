import { LEVELS, type Level } from '../../../mscore/levels.ts';
import type { Reference } from '../../../mscore/reference.ts';
import { type Markup, words } from '../../../report/html.ts';
import { EXCLUSIONS } from '../../../spine/roi-file.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import { LEVEL_COLUMNS, levelCells } from './level-cells.ts';
import type { Numbers } from './numbers.ts';

/** L1–L4 with their numbers, and what can be done with each; a script keeps the cells up to date. */
export function levelTable(
  numbers: Pick<Numbers, 'levels'>,
  reference: Pick<Reference, 'perLevel'> | undefined,
  texts: StudyTexts,
): Markup {
  const heads = LEVEL_COLUMNS.map(
    (column) => `<th scope="col" class="number">${words(texts.columns[column])}</th>`,
  );
  const rows = LEVELS.map((level) => {
    const cells = levelCells(numbers, level, reference?.perLevel?.[level], texts);
    const written = LEVEL_COLUMNS.map(
      (column) => `<td class="number" data-cell="${column}">${words(cells[column])}</td>`,
    );
    return `<tr data-level="${level}"><th scope="row"><button type="button" class="plain" data-show="${level}" aria-label="${words(texts.showLevel(level))}">${level}</button></th>${written.join('')}<td class="edit" hidden>${controls(level, texts)}</td></tr>`;
  });
  return `<div class="wide"><table id="levels"><caption>${words(texts.levels)}</caption><thead><tr><th scope="col">${words(texts.columns.level)}</th>${heads.join('')}<th scope="col" class="edit" hidden>${words(texts.columns.edit)}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function controls(level: Level, texts: StudyTexts): Markup {
  const reasons = EXCLUSIONS.map(
    (reason) => `<option value="${reason}">${words(texts.exclusions[reason])}</option>`,
  );
  return `<button type="button" data-add="${level}" aria-label="${words(texts.addRoi(level))}" title="${words(texts.addRoi(level))}">+ ROI</button> <select data-exclude="${level}" aria-label="${words(texts.leaveOut(level))}"><option value="">${words(texts.leaveOutChoose)}</option>${reasons.join('')}</select>`;
}
