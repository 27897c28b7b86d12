import type { ImageHeader } from '../dicom/image.ts';
import type { Outline } from '../mscore/measurement.ts';
import type { Polygon } from './outline.ts';

/** A polygon in pixel coordinates as an outline on the image that has this header. */
export function outlineOn({ sopInstanceUid, frameNumber }: ImageHeader, polygon: Polygon): Outline {
  return { sopInstanceUid, frameNumber, polygon: polygon.map(([column, row]) => [column, row]) };
}
