import type { Point } from '../../spine/outline.ts';
import type { Action } from '../study/texts/study-texts.ts';
import type { Editor } from './editor.ts';
import { roiAt } from './overlay.ts';
import type { Stage } from './stage.ts';

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** CSS pixels that an arrow pans by. */
const PAN = 40;
/** Millimetres that an arrow makes a ROI larger by. */
const GROW = 0.5;
/** Degrees that a key turns a ROI by, with the clock as it is shown; with Shift so many times as much. */
const TURN: Readonly<Record<string, number>> = { q: -1, e: 1 };
const SHIFTED = 5;
const WINDOW_STEP = 0.05;
const ACTIONS: Readonly<Record<string, Action>> = {
  PageUp: 'previous',
  PageDown: 'next',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '0': 'fit',
  h: 'overlay',
};
const WINDOW_KEYS: Readonly<Record<string, Point>> = {
  '[': [-WINDOW_STEP, 0],
  ']': [WINDOW_STEP, 0],
  ',': [0, WINDOW_STEP],
  '.': [0, -WINDOW_STEP],
};

/** Keys on the stage, and on the ROI in it that has the focus; nothing is taken from the rest of the page. */
export function listenToKeys(stage: Stage, editor: Editor, act: (action: Action) => void): void {
  stage.element.addEventListener('focusin', (event) => {
    const roi = roiAt(event.target);
    if (roi) editor.select(roi);
  });
  stage.element.addEventListener('keydown', (event) => {
    if (handled(event)) event.preventDefault();
  });

  function handled(event: KeyboardEvent): boolean {
    // Where a sign needs AltGr, as [ and ] do on a Slovak keyboard, Windows reports Ctrl and Alt with it.
    const isSign = event.getModifierState('AltGraph');
    if (!isSign && (event.ctrlKey || event.metaKey)) return undoing(event);
    if (!isSign && event.altKey) return false;
    return onRoi(event) || onStage(event);
  }

  function undoing({ key, shiftKey }: KeyboardEvent): boolean {
    const letter = key.toLowerCase();
    if (letter !== 'z' && letter !== 'y') return false;
    act(letter === 'y' || shiftKey ? 'redo' : 'undo');
    return true;
  }

  function onRoi({ key, shiftKey, target }: KeyboardEvent): boolean {
    const roi = roiAt(target);
    const [arrow, turn] = [ARROWS[key], TURN[key.toLowerCase()]];
    if (!roi || !editor.scene().editable) return false;
    if (arrow && shiftKey) editor.grow(roi, [arrow[0] * GROW, -arrow[1] * GROW]);
    else if (arrow) editor.move(roi, pixelsAlong(arrow));
    else if (turn !== undefined) editor.turn(roi, turn * (shiftKey ? SHIFTED : 1) * stage.view.handedness);
    else if (key === 'Delete' || key === 'Backspace') act('remove');
    else if (key === 'Escape') stage.element.focus();
    // A ROI is chosen when it gets the focus; these would scroll the page away from it.
    else if (key !== ' ' && key !== 'Enter') return false;
    return true;
  }

  function onStage({ key, shiftKey }: KeyboardEvent): boolean {
    const arrow = ARROWS[key];
    const [action, window] = [ACTIONS[key.length === 1 ? key.toLowerCase() : key], WINDOW_KEYS[key]];
    if (arrow && shiftKey) stage.pan([-arrow[0] * PAN, -arrow[1] * PAN]);
    else if (arrow && arrow[1] !== 0) stage.show(stage.sliceIndex + arrow[1]);
    else if (window) stage.adjustWindow(...window);
    else if (action) act(action);
    else return false;
    return true;
  }

  /** One pixel as it is shown, in the pixels that are stored: an image may be turned. */
  function pixelsAlong([x, y]: Point): Point {
    const { view } = stage;
    const [origin, moved] = [
      view.fromView([0, 0]),
      view.fromView([x * view.spacing[0], y * view.spacing[1]]),
    ];
    return [moved[0] - origin[0], moved[1] - origin[1]];
  }
}
