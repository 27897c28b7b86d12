import type { Slice } from '../dicom/image.ts';
import type { AirPlace } from '../mscore/air-place.ts';
import { rasterise, type Polygon } from './outline.ts';

/** The air in a polygon in pixel coordinates, as it lies in the image; padding is left out. */
export function airInside({ header, pixels }: Slice, polygon: Polygon): AirPlace {
  const { rows, columns, pixelPaddingValue } = header.pixels;
  const indices = rasterise(polygon, { rows, columns });
  const rowOf = (index: number) => Math.floor(index / columns);
  const [top, bottom] = [rowOf(indices[0] ?? 0), rowOf(indices.at(-1) ?? -columns)];
  let [left, right] = [columns, -1];
  for (const index of indices) {
    left = Math.min(left, index % columns);
    right = Math.max(right, index % columns);
  }
  const width = Math.max(0, right - left + 1);
  const values = new Float64Array((bottom - top + 1) * width);
  const inside = new Uint8Array(values.length);
  for (const index of indices) {
    const at = (rowOf(index) - top) * width + (index % columns) - left;
    values[at] = pixels[index] ?? 0;
    if (values[at] !== pixelPaddingValue) inside[at] = 1;
  }
  return { rows: bottom - top + 1, columns: width, values, inside };
}
