import type { Slice } from '../../dicom/image.ts';
import { type View, viewOf } from '../../picture/view.ts';
import type { Contrast } from '../../picture/grey.ts';
import type { Point, Polygon } from '../../spine/outline.ts';
import type { ImageList } from '../study/image-list.ts';
import type { StudyTexts } from '../study/texts/study-texts.ts';
import type { EditedSpine, RoiId } from './edit/edited-spine.ts';
import { placeOf } from './edit/edited-spine.ts';
import { byId } from './elements.ts';
import { adjusted } from './grey-window.ts';
import { ImageCanvas } from './image-canvas.ts';
import { Overlay } from './overlay.ts';
import { fitted, fromStage, panned, type Size, toStage, type ViewPort, zoomed } from './view-port.ts';

/** What is drawn over the images. */
export interface Scene {
  readonly spine: EditedSpine;
  readonly selected: RoiId | undefined;
  readonly editable: boolean;
  /** Corners by which what is selected is resized, pixel coordinates. */
  readonly handles: Polygon;
}

/** The place where one image is seen: which one, which part of it, in which window. It draws when something changed. */
export class Stage {
  readonly element = byId('stage', HTMLElement);
  readonly #canvas = new ImageCanvas(byId('canvas', HTMLCanvasElement));
  readonly #slider = byId('slider', HTMLInputElement);
  readonly #overlay: Overlay;
  readonly #texts: StudyTexts;
  readonly #list: ImageList;
  readonly #slices = new Map<number, Slice>();
  readonly #scene: () => Scene;
  #sliceIndex: number;
  #window: Contrast;
  #port: ViewPort | undefined;
  #overlayShown = true;
  #due = false;

  constructor(list: ImageList, texts: StudyTexts, scene: () => Scene) {
    this.#list = list;
    this.#texts = texts;
    this.#scene = scene;
    this.#sliceIndex = list.first;
    this.#window = list.window;
    this.#overlay = new Overlay(byId('overlay', SVGSVGElement), texts);
    this.#slider.max = String(list.headers.length);
    this.#slider.addEventListener('input', () => this.show(Number(this.#slider.value) - 1));
    new ResizeObserver(() => this.refresh()).observe(this.element);
    this.refresh();
  }

  arrived(at: number, slice: Slice): void {
    this.#slices.set(at, slice);
    if (at !== this.#sliceIndex) return;
    // The next frame may be a long time off while the other images come in.
    if (this.element.dataset['shown'] === undefined) this.#draw();
    else this.refresh();
  }

  get sliceIndex(): number {
    return this.#sliceIndex;
  }

  get view(): View {
    const header = this.#list.headers[this.#sliceIndex];
    if (!header) throw new RangeError('A series has at least one image.');
    return viewOf(header);
  }

  show(sliceIndex: number): void {
    this.#sliceIndex = Math.min(Math.max(sliceIndex, 0), this.#list.headers.length - 1);
    this.refresh();
  }

  pan(by: Point): void {
    this.#port = panned(this.#portNow(), this.#imageSize(), by);
    this.refresh();
  }

  zoom(factor: number, at?: Point): void {
    const stage = this.#size();
    const middle: Point = [stage.width / 2, stage.height / 2];
    this.#port = zoomed(this.#portNow(), { image: this.#imageSize(), stage, at: at ?? middle }, factor);
    this.refresh();
  }

  fit(): void {
    this.#port = undefined;
    this.refresh();
  }

  /** Wider and darker by shares of the first window. */
  adjustWindow(wider: number, darker: number): void {
    const span = this.#list.window.high - this.#list.window.low;
    this.#window = adjusted(this.#window, this.#list.range, wider * span, darker * span);
    this.refresh();
  }

  resetWindow(): void {
    this.#window = this.#list.window;
    this.refresh();
  }

  toggleOverlay(): boolean {
    this.#overlayShown = !this.#overlayShown;
    this.refresh();
    return this.#overlayShown;
  }

  /** Pixel coordinates of a place on the stage, CSS pixels. */
  pixelAt(place: Point): Point {
    return this.view.fromView(fromStage(this.#portNow(), this.#size(), place));
  }

  /** CSS pixels from the corner of the stage. */
  placeOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  /** What lies in the middle of the stage, pixel coordinates. */
  get middle(): Point {
    return this.view.fromView(this.#portNow().center);
  }

  focus(id: RoiId): void {
    this.#draw();
    this.#overlay.focus(id);
  }

  /** Drawn with the next frame, once, whatever else changes until then. */
  refresh(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { width, height } = this.#size();
    if (width === 0 || height === 0) return;
    this.#drawImage();
    this.#drawOverlay();
    this.#say();
  }

  #drawImage(): void {
    const slice = this.#slices.get(this.#sliceIndex);
    const stage = this.#size();
    const [left, top] = toStage(this.#portNow(), stage, [0, 0]);
    const { width, height } = this.#imageSize();
    const { scale } = this.#portNow();
    this.#canvas.draw(slice && { slice, view: this.view, window: this.#window }, stage, {
      left,
      top,
      width: width * scale,
      height: height * scale,
    });
    if (!slice) return;
    if (this.element.dataset['shown'] === undefined) performance.mark('first-image');
    this.element.dataset['shown'] = String(this.#sliceIndex);
  }

  #drawOverlay(): void {
    const { spine, selected, editable, handles } = this.#scene();
    const isHere = selected && placeOf(spine, selected)?.sliceIndex === this.#sliceIndex;
    const header = this.#list.headers[this.#sliceIndex];
    const { view } = this;
    const [port, stage] = [this.#portNow(), this.#size()];
    const imageNumber = header?.instanceNumber ?? this.#sliceIndex + 1;
    this.#overlay.visible = this.#overlayShown;
    this.#overlay.draw(
      {
        spine,
        sliceIndex: this.#sliceIndex,
        imageNumber,
        selected,
        handles: isHere ? handles : [],
        editable,
      },
      stage,
      (point) => toStage(port, stage, view.toView(point)),
    );
  }

  #say(): void {
    const { low, high } = this.#window;
    const where = this.#texts.image(this.#sliceIndex + 1, this.#list.headers.length);
    byId('where', HTMLElement).textContent = where;
    byId('grey', HTMLElement).textContent = this.#texts.window(
      Math.round((low + high) / 2),
      Math.round(high - low),
    );
    this.#slider.value = String(this.#sliceIndex + 1);
    this.#slider.setAttribute('aria-valuetext', where);
    for (const edge of ['left', 'right', 'top', 'bottom'] as const) {
      const letter = this.element.querySelector(`[data-edge="${edge}"]`);
      if (letter) letter.textContent = this.view.edges?.[edge] ?? '';
    }
  }

  #portNow(): ViewPort {
    return this.#port ?? fitted(this.#imageSize(), this.#size());
  }

  #size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  #imageSize(): Size {
    const { columns, rows, spacing } = this.view;
    return { width: columns * spacing[0], height: rows * spacing[1] };
  }
}
