import { middleOf, type Polygon } from '../../spine/outline.ts';
import { svgElement } from './elements.ts';
import { further, type Side, sidesOf, uppermost } from './knob-side.ts';
import type { Size } from './view-port.ts';

/** CSS pixels. Handles stand off the corners, so that a small ROI can still be taken hold of itself. */
const TOUCH_RADIUS = 12;
const HANDLE_RADIUS = 4.5;
const HANDLE_GAP = 10;
const KNOB_RADIUS = 5.5;

/** What the chosen ROI is resized and turned by. */
export class Handles {
  readonly element = svgElement('g', {});
  readonly #turn: string;
  /** Which side of what has the knob: the knob goes around with the ROI for as long as that is chosen. */
  #knob: { readonly of: string; readonly side: number } | undefined;

  /** @param turn what the knob does, in words */
  constructor(turn: string) {
    this.#turn = turn;
  }

  /**
   * @param of names the chosen ROI; undefined when there is none
   * @param corners those of the rectangle around it, CSS pixels of the stage; none takes all handles away
   */
  draw(of: string | undefined, corners: Polygon, stage: Size): void {
    if (of === undefined || corners.length === 0) {
      this.#knob = undefined;
      this.element.replaceChildren();
      return;
    }
    const sides = sidesOf(corners);
    if (this.#knob?.of !== of) this.#knob = { of, side: uppermost(sides, stage) };
    const side = sides[this.#knob.side];
    this.element.replaceChildren(...cornerHandles(corners), ...(side ? [knobOn(side, this.#turn)] : []));
  }
}

/** The corner that an element of the overlay is. */
export function handleAt(target: EventTarget | null): number | undefined {
  const value = target instanceof Element ? target.getAttribute('data-handle') : null;
  return value === null ? undefined : Number(value);
}

/** Whether an element of the overlay is the knob to turn by. */
export function isKnob(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-turn]') !== null;
}

function cornerHandles(corners: Polygon): SVGElement[] {
  const center = middleOf(corners);
  return corners.flatMap((corner, at) => {
    const [cx, cy] = further(corner, center, HANDLE_GAP);
    const shared = { cx, cy, 'data-handle': at };
    return [
      svgElement('circle', { ...shared, r: TOUCH_RADIUS, class: 'touch' }),
      svgElement('circle', { ...shared, r: HANDLE_RADIUS, class: 'handle' }),
    ];
  });
}

function knobOn({ middle: [x1, y1], knob: [cx, cy] }: Side, words: string): SVGElement {
  const group = svgElement('g', { class: 'turn', 'data-turn': '' });
  const title = svgElement('title', {});
  title.textContent = words;
  const stem = { x1, y1, x2: cx, y2: cy };
  group.append(
    title,
    // Two lines, so that it is seen on bright marrow and on dark air.
    svgElement('line', { ...stem, class: 'stem under' }),
    svgElement('line', { ...stem, class: 'stem' }),
    svgElement('circle', { cx, cy, r: TOUCH_RADIUS, class: 'touch' }),
    svgElement('circle', { cx, cy, r: KNOB_RADIUS, class: 'handle' }),
  );
  return group;
}
