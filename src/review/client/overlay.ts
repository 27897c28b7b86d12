import type { Point, Polygon } from '../../spine/outline.ts';
import type { StudyTexts } from '../study/texts/study-texts.ts';
import type { EditedSpine, RoiId } from './edit/edited-spine.ts';
import { bodiesOn, roisOn } from './edit/on-image.ts';
import { svgElement } from './elements.ts';
import { Handles } from './handles.ts';
import type { Size } from './view-port.ts';

/** Everything that can be drawn over one image; pixel coordinates. */
export interface Drawn {
  readonly spine: EditedSpine;
  readonly sliceIndex: number;
  /** As the images are numbered. */
  readonly imageNumber: number;
  readonly selected: RoiId | undefined;
  /** Corners of the rectangle by which the selected ROI is resized and turned. */
  readonly handles: Polygon;
  readonly editable: boolean;
}

/** CSS pixels between an outline and its name. */
const NAME_GAP = 8;

/** Outlines over the image. ROIs can be focused: their elements stay while they are dragged. */
export class Overlay {
  readonly #svg: SVGSVGElement;
  readonly #texts: StudyTexts;
  readonly #still = svgElement('g', {});
  readonly #rois = svgElement('g', {});
  readonly #handles: Handles;

  constructor(svg: SVGSVGElement, texts: StudyTexts) {
    this.#svg = svg;
    this.#texts = texts;
    this.#handles = new Handles(texts.turn);
    svg.append(this.#still, this.#rois, this.#handles.element);
  }

  set visible(visible: boolean) {
    this.#svg.toggleAttribute('data-hidden', !visible);
  }

  /** @param toStage from pixel coordinates to CSS pixels of the stage */
  draw(drawn: Drawn, { width, height }: Size, toStage: (point: Point) => Point): void {
    // On paper the stage has another size: outlines and image then shrink alike.
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const points = (polygon: Polygon) =>
      polygon
        .map((point) =>
          toStage(point)
            .map((value) => value.toFixed(2))
            .join(','),
        )
        .join(' ');
    this.#still.replaceChildren(
      ...bodiesOn(drawn.spine, drawn.sliceIndex).flatMap(({ kind, polygon, name }) => [
        svgElement('polygon', { class: kind, points: points(polygon) }),
        ...nameBeside(name, kind, polygon.map(toStage)),
      ]),
    );
    this.#drawRois(drawn, points, toStage);
    const { selected, handles } = drawn;
    this.#handles.draw(selected && keyOf(selected), handles.map(toStage), { width, height });
  }

  focus(id: RoiId): void {
    this.#rois.querySelector<SVGElement>(`[data-roi="${keyOf(id)}"]`)?.focus();
  }

  #drawRois(drawn: Drawn, points: (polygon: Polygon) => string, toStage: (point: Point) => Point): void {
    const wanted = roisOn(drawn.spine, drawn.sliceIndex, this.#texts);
    const before = new Map([...this.#rois.children].map((child) => [child.getAttribute('data-roi'), child]));
    for (const [key, child] of before) {
      if (wanted.some((roi) => keyOf(roi.id) === key)) continue;
      // Who scrolled away from a ROI by keys goes on with keys.
      if (child === document.activeElement) this.#svg.closest<HTMLElement>('[tabindex]')?.focus();
      child.remove();
    }
    for (const { id, name, polygon } of wanted) {
      const key = keyOf(id);
      const group = before.get(key) ?? svgElement('g', { 'data-roi': key, role: 'button' });
      group.setAttribute('tabindex', drawn.editable ? '0' : '-1');
      group.setAttribute('class', `roi ${id.kind}${isSame(id, drawn.selected) ? ' selected' : ''}`);
      group.setAttribute(
        'aria-label',
        this.#texts.roi(name, drawn.imageNumber, drawn.editable ? this.#texts.roiKeys : ''),
      );
      const words = hasBody(drawn, id) ? [] : nameBeside(name, id.kind, polygon.map(toStage));
      group.replaceChildren(svgElement('polygon', { points: points(polygon) }), ...words);
      if (!before.has(key)) this.#rois.append(group);
    }
  }
}

export function keyOf({ kind, index }: RoiId): string {
  return `${kind}-${index}`;
}

/** The ROI that an element of the overlay belongs to. */
export function roiAt(target: EventTarget | null): RoiId | undefined {
  const key = target instanceof Element ? target.closest('[data-roi]')?.getAttribute('data-roi') : undefined;
  const [, kind, index] = /^(levels|air|fluid)-(\d+)$/.exec(key ?? '') ?? [];
  const known = (['levels', 'air', 'fluid'] as const).find((one) => one === kind);
  return known && { kind: known, index: Number(index) };
}

function isSame(a: RoiId, b: RoiId | undefined): boolean {
  return a.kind === b?.kind && a.index === b.index;
}

function hasBody({ spine }: Drawn, { kind, index }: RoiId): boolean {
  return kind === 'levels' && spine.levels[index]?.body !== undefined;
}

/** In front of an outline, half way down; behind fluid, and in the middle of air. */
function nameBeside(name: string, kind: string, points: Polygon): SVGElement[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [x, anchor] =
    kind === 'air'
      ? [(left + right) / 2, 'middle']
      : kind === 'fluid'
        ? [right + NAME_GAP, 'start']
        : [left - NAME_GAP, 'end'];
  const text = svgElement('text', {
    x,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
    class: `name ${kind}`,
    'text-anchor': anchor,
    'dominant-baseline': 'middle',
  });
  text.textContent = name;
  return [text];
}
