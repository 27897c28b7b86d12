import { LEVELS } from '../../mscore/levels.ts';
import { type Action, ACTIONS, MODES, type Mode, type StudyTexts } from '../study/texts/study-texts.ts';
import type { Editor } from './editor.ts';
import { byId, withData } from './elements.ts';
import type { EditedSpine } from './edit/edited-spine.ts';
import { LevelControls } from './level-controls.ts';
import type { Stage } from './stage.ts';

const ZOOM_STEP = 1.25;

export interface Controlled {
  readonly stage: Stage;
  readonly editor: Editor;
  readonly texts: StudyTexts;
}

/** The buttons, choices and messages around the images. */
export class Controls {
  readonly #stage: Stage;
  readonly #editor: Editor;
  readonly #texts: StudyTexts;
  readonly #state = byId('state', HTMLElement);
  readonly #levels: LevelControls;
  readonly #buttons = new Map(withData('action', HTMLButtonElement));
  /** Said until the next edit. */
  #note: { readonly text: string; readonly about: EditedSpine } | undefined;

  constructor({ stage, editor, texts }: Controlled) {
    this.#stage = stage;
    this.#editor = editor;
    this.#texts = texts;
    for (const [name, button] of this.#buttons) {
      const action = ACTIONS.find((known) => known === name);
      if (action) button.addEventListener('click', () => this.act(action));
    }
    // One finger scrolls where there is no mouse.
    const touch = document.querySelector<HTMLInputElement>('input[name="mode"][value="scroll"]');
    if (touch && matchMedia('(pointer: coarse)').matches) touch.checked = true;
    this.#levels = new LevelControls({ stage, editor, texts });
    this.update();
  }

  get mode(): Mode {
    const checked = document.querySelector<HTMLInputElement>('input[name="mode"]:checked');
    return MODES.find((mode) => mode === checked?.value) ?? 'window';
  }

  act(action: Action): void {
    if (this.#buttons.get(action)?.disabled !== false) return;
    const { sliceIndex, middle } = this.#stage;
    const does: Readonly<Record<Action, () => void>> = {
      previous: () => this.#stage.show(sliceIndex - 1),
      next: () => this.#stage.show(sliceIndex + 1),
      'zoom-in': () => this.#stage.zoom(ZOOM_STEP),
      'zoom-out': () => this.#stage.zoom(1 / ZOOM_STEP),
      fit: () => this.#stage.fit(),
      'window-back': () => this.#stage.resetWindow(),
      overlay: () => this.#toggleOverlay(),
      undo: () => this.#editor.undo(),
      redo: () => this.#editor.redo(),
      reset: () => this.#editor.reset(),
      'names-up': () => this.#renumber(-1),
      'names-down': () => this.#renumber(1),
      'add-air': () => this.#editor.addPlace('air', sliceIndex, middle),
      'add-fluid': () => this.#editor.addPlace('fluid', sliceIndex, middle),
      'put-here': () => this.#editor.putOn(sliceIndex),
      remove: () => this.#remove(),
    };
    does[action]();
    this.#focusNew(action);
  }

  say(text: string): void {
    // Said again it would be read out again.
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }

  note(text: string): void {
    this.#note = { text, about: this.#editor.spine };
    this.update();
  }

  /** Before a form of the page is sent. */
  whenSent(then: () => void): void {
    roisField()?.form?.addEventListener('submit', () => {
      if (this.#editor.isEdited) then();
    });
  }

  update(): void {
    const { selected, editable, spine } = this.#editor.scene();
    const { undo, redo } = this.#editor.can;
    const { isEdited } = this.#editor;
    const disabled: Partial<Record<Action, boolean>> = {
      undo: !undo,
      redo: !redo,
      reset: !isEdited,
      remove: selected === undefined,
      'put-here': selected === undefined,
      'add-air': !editable,
      'add-fluid': !editable,
      'names-up': !editable,
      'names-down': !editable,
    };
    for (const [name, button] of this.#buttons) {
      const action = ACTIONS.find((known) => known === name);
      if (action) button.disabled = disabled[action] ?? false;
    }
    this.#levels.update();
    const note = this.#note?.about === spine ? this.#note.text : undefined;
    if (editable) this.say(note ?? (isEdited ? this.#texts.edited : this.#texts.asMeasured));
    const field = roisField();
    const rois = isEdited ? JSON.stringify(this.#editor.file) : '';
    if (field && field.value !== rois) {
      field.value = rois;
      field.dispatchEvent(new Event('change'));
    }
    this.#state.toggleAttribute('data-edited', isEdited);
  }

  /** Whether there is an M-score as it is drawn: the form to decide says so. */
  measured(hasNumber: boolean): void {
    const field = roisField();
    if (!field) return;
    field.dataset['number'] = hasNumber ? 'some' : 'none';
    field.dispatchEvent(new Event('change'));
  }

  #renumber(by: 1 | -1): void {
    const before = new Set(this.#editor.spine.levels.map(({ level }) => level));
    this.#editor.renumber(by);
    const after = new Set(this.#editor.spine.levels.map(({ level }) => level));
    const missing = LEVELS.find((level) => before.has(level) && !after.has(level));
    if (missing) this.note(this.#texts.bodyMissing(missing));
  }

  #remove(): void {
    this.#editor.remove();
    this.#stage.element.focus();
  }

  #toggleOverlay(): void {
    this.#buttons.get('overlay')?.setAttribute('aria-pressed', String(this.#stage.toggleOverlay()));
  }

  #focusNew(action: Action): void {
    const { selected } = this.#editor.scene();
    const isNew = action === 'add-air' || action === 'add-fluid' || action === 'put-here';
    if (isNew && selected) this.#stage.focus(selected);
  }
}

/** Of the form by which a reviewer decides; who may only look has none. */
function roisField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('#decision-form input[name="rois"]');
}
