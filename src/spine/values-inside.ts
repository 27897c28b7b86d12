import type { Slice } from '../dicom/image.ts';
import { rasterise, type Polygon } from './outline.ts';

/** Stored values of the pixels whose centre lies in the polygon, in pixel coordinates; padding left out. */
export function valuesInside({ header, pixels }: Slice, polygon: Polygon): number[] {
  const { rows, columns, pixelPaddingValue } = header.pixels;
  return rasterise(polygon, { rows, columns })
    .map((index) => pixels[index] ?? 0)
    .filter((value) => value !== pixelPaddingValue);
}
