import type { Slice } from '../../dicom/image.ts';
import type { Contrast } from '../../picture/grey.ts';
import type { Box, View } from '../../picture/view.ts';
import { paint } from './paint.ts';
import type { Size } from './view-port.ts';

/** An image as it is to be seen. */
interface Shown {
  readonly slice: Slice;
  readonly view: View;
  readonly window: Contrast;
}

/** The canvas that one image at a time is drawn on, as sharp as the screen. */
export class ImageCanvas {
  readonly #canvas: HTMLCanvasElement;
  /** In shades of grey, one pixel for each of its own: moving and zooming paint nothing anew. */
  readonly #painted = new OffscreenCanvas(1, 1);
  #paintedAs: Shown | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** @param box where the image lies on the stage; CSS pixels, as all sizes */
  draw(shown: Shown | undefined, stage: Size, box: Box): void {
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(stage.width * ratio), Math.round(stage.height * ratio)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const context = this.#canvas.getContext('2d');
    context?.clearRect(0, 0, wide, high);
    if (!context || !shown) return;
    if (!isSame(shown, this.#paintedAs)) paint(shown.slice, shown.view, shown.window, this.#painted);
    this.#paintedAs = shown;
    context.imageSmoothingQuality = 'high';
    context.drawImage(
      this.#painted,
      box.left * ratio,
      box.top * ratio,
      box.width * ratio,
      box.height * ratio,
    );
  }
}

function isSame(a: Shown, b: Shown | undefined): boolean {
  return a.slice === b?.slice && a.window.low === b.window.low && a.window.high === b.window.high;
}
