import type { ImageHeader } from '../dicom/image.ts';
import type { Outline } from '../mscore/measurement.ts';
import type { Polygon } from './outline.ts';

/** A thousandth of a pixel: finer than anybody draws, and a third of the text where outlines are stored. */
const PRECISION = 1000;

/** A polygon in pixel coordinates as an outline on the image that has this header. */
export function outlineOn({ sopInstanceUid, frameNumber }: ImageHeader, polygon: Polygon): Outline {
  return {
    sopInstanceUid,
    frameNumber,
    polygon: polygon.map(([column, row]) => [rounded(column), rounded(row)]),
  };
}

function rounded(coordinate: number): number {
  return Math.round(coordinate * PRECISION) / PRECISION;
}
