import type { Slice } from '../../dicom/image.ts';
import type { Contrast } from '../../picture/grey.ts';
import type { View } from '../../picture/view.ts';

const OPAQUE = 0xff000000;

/** A slice in shades of grey, one canvas pixel for each of its pixels, turned as the view says. */
export function paint(
  { header, pixels }: Slice,
  view: View,
  { low, high }: Contrast,
  canvas: OffscreenCanvas,
): void {
  const { columns, rows } = view;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const out = new Uint32Array(image.data.buffer);
  const times = 255 / Math.max(1, high - low);
  const inverse = header.pixels.photometricInterpretation === 'MONOCHROME1';
  // A view is regular: one step across, one step down.
  const first = view.indexAt(0, 0);
  const [across, down] = [view.indexAt(1, 0) - first, view.indexAt(0, 1) - first];
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    let from = first + row * down;
    for (let column = 0; column < columns; column += 1) {
      const value = ((pixels[from] ?? 0) - low) * times;
      const shade = value < 0 ? 0 : value > 255 ? 255 : value | 0;
      const grey = inverse ? 255 - shade : shade;
      out[at] = OPAQUE | (grey << 16) | (grey << 8) | grey;
      at += 1;
      from += across;
    }
  }
  context.putImageData(image, 0, 0);
}
