import { LEVELS, type Level } from '../../mscore/levels.ts';
import { EXCLUSIONS } from '../../spine/roi-file.ts';
import type { StudyTexts } from '../study/texts/study-texts.ts';
import type { Controlled } from './controls.ts';
import type { Editor } from './editor.ts';
import { withData } from './elements.ts';
import type { Stage } from './stage.ts';

/** What can be done with each level, in the rows of the table. */
export class LevelControls {
  readonly #stage: Stage;
  readonly #editor: Editor;
  readonly #texts: StudyTexts;

  constructor({ stage, editor, texts }: Controlled) {
    this.#stage = stage;
    this.#editor = editor;
    this.#texts = texts;
    for (const cell of document.querySelectorAll<HTMLElement>('#levels .edit')) cell.hidden = false;
    this.#listen();
  }

  update(): void {
    const { spine, editable } = this.#editor.scene();
    const { excluded } = spine;
    const reasons = new Map<string, string>(excluded.map(({ level, reason }) => [level, reason]));
    for (const [level, select] of withData('exclude', HTMLSelectElement)) {
      select.value = reasons.get(level) ?? '';
      const [first] = select.options;
      if (first) first.text = reasons.has(level) ? this.#texts.measureAgain : this.#texts.leaveOutChoose;
      select.disabled = !editable;
      select.closest('tr')?.toggleAttribute('data-out', reasons.has(level));
    }
    for (const [, button] of withData('add', HTMLButtonElement)) button.disabled = !editable;
  }

  #listen(): void {
    for (const [name, button] of withData('show', HTMLButtonElement)) {
      button.addEventListener('click', () => levelOf(name).forEach((level) => this.#showLevel(level)));
    }
    for (const [name, button] of withData('add', HTMLButtonElement)) {
      button.addEventListener('click', () => levelOf(name).forEach((level) => this.#addLevel(level)));
    }
    for (const [name, select] of withData('exclude', HTMLSelectElement)) {
      select.addEventListener('change', () => {
        const reason = EXCLUSIONS.find((known) => known === select.value);
        for (const level of levelOf(name)) {
          if (reason) this.#editor.exclude(level, reason);
          else this.#editor.include(level);
        }
      });
    }
  }

  /** The ROI of a level on this image; again and again from one image of the level to the next. */
  #showLevel(level: Level): void {
    const { spine, selected } = this.#editor.scene();
    const rois = spine.levels.map((one, index) => ({ ...one, index })).filter((one) => one.level === level);
    const at = rois.findIndex(({ sliceIndex }) => sliceIndex === this.#stage.sliceIndex);
    const isChosen = selected?.kind === 'levels' && selected.index === rois[at]?.index;
    const next = rois[at < 0 || isChosen ? (at + 1) % rois.length : at];
    if (!next) return;
    this.#stage.show(next.sliceIndex);
    const roi = { kind: 'levels', index: next.index } as const;
    this.#editor.select(roi);
    this.#stage.focus(roi);
  }

  #addLevel(level: Level): void {
    const { sliceIndex, middle } = this.#stage;
    if (this.#editor.spine.levels.some((one) => one.level === level && one.sliceIndex === sliceIndex)) {
      this.#showLevel(level);
      return;
    }
    this.#editor.addLevel(level, sliceIndex, middle);
    const { selected } = this.#editor.scene();
    if (selected) this.#stage.focus(selected);
  }
}

/** The level of this name; none of another. */
function levelOf(name: string): Level[] {
  return LEVELS.filter((level) => level === name);
}
