import { type Markup, paragraph, words } from '../../../report/html.ts';
import { type Action, MODES, type StudyTexts } from '../texts/study-texts.ts';

/** Signs that need no reading, where there is one; the words are then the name. */
const SIGNS: Partial<Record<Action, string>> = {
  previous: '▲',
  next: '▼',
  'zoom-in': '+',
  'zoom-out': '−',
  undo: '↶',
  redo: '↷',
};
const VIEW: readonly Action[] = ['previous', 'next', 'zoom-out', 'zoom-in', 'fit', 'window-back', 'overlay'];
const EDIT: readonly Action[] = [
  'undo',
  'redo',
  'put-here',
  'remove',
  'add-air',
  'add-fluid',
  'names-up',
  'names-down',
  'reset',
];

/** The viewer before a script fills it: buttons, stage, help. */
export function viewerMarkup(texts: StudyTexts): Markup {
  const modes = MODES.map(
    (mode) =>
      `<label><input type="radio" name="mode" value="${mode}"${mode === 'window' ? ' checked' : ''}><span>${words(texts.modes[mode])}</span></label>`,
  );
  return `<section class="viewer" id="viewer" aria-label="${words(texts.images)}" hidden>
<div class="tools"><fieldset class="modes"><legend>${words(texts.dragging)}</legend>${modes.join('')}</fieldset>${group(VIEW, texts)}</div>
<div class="stage" id="stage" tabindex="0" role="application" aria-label="${words(texts.viewer)}" aria-describedby="viewer-help">
<canvas id="canvas" aria-hidden="true"></canvas>
<svg id="overlay" class="overlay" xmlns="http://www.w3.org/2000/svg"></svg>
<p class="corner where" id="where"></p><p class="corner grey" id="grey"></p>
<p class="corner edge top" aria-hidden="true" data-edge="top"></p><p class="corner edge left" aria-hidden="true" data-edge="left"></p><p class="corner edge right" aria-hidden="true" data-edge="right"></p><p class="corner edge bottom" aria-hidden="true" data-edge="bottom"></p>
</div>
<label class="slider"><span>${words(texts.slider)}</span><input type="range" id="slider" min="1" max="1" value="1" step="1"></label>
<div class="tools">${group(EDIT, texts)}</div>
<p class="state" id="state" role="status">${words(texts.asMeasured)}</p>
<details class="help"><summary>${words(texts.help)}</summary><dl id="viewer-help">${texts.keys
    .map(([keys, what]) => `<div><dt>${words(keys)}</dt><dd>${words(what)}</dd></div>`)
    .join('')}</dl><p>ROI: ${words(texts.spelledOut.roi)}</p></details>
</section>
<p id="images-state" role="status"></p>
<noscript>${paragraph(texts.needsScript)}</noscript>`;
}

function group(actions: readonly Action[], texts: StudyTexts): Markup {
  const buttons = actions.map((action) => {
    const name = texts.actions[action];
    const sign = SIGNS[action];
    const toggle = action === 'overlay' ? ' aria-pressed="true"' : '';
    const named = sign === undefined ? '' : ` aria-label="${words(name)}" title="${words(name)}"`;
    return `<button type="button" data-action="${action}"${named}${toggle}>${words(sign ?? name)}</button>`;
  });
  return `<div class="buttons" role="group" aria-label="${words(texts.tools)}">${buttons.join('')}</div>`;
}
