import type { ImagePlane, Vector3 } from '../dicom/image.ts';
import { cross, dot, subtract } from '../dicom/vector.ts';
import type { Point } from './outline.ts';

/** A patient point seen from one image. */
export interface Projection {
  /** [column, row]; not necessarily on the image. */
  readonly pixel: Point;
  /** Millimetres in front of (positive) or behind the image, along its normal. */
  readonly distance: number;
}

/** Perpendicular projection of a point in patient coordinates (mm, LPS); PS3.3 C.7.6.2.1.1 inverted. */
export function project(plane: ImagePlane, point: Vector3): Projection {
  const offset = subtract(point, plane.position);
  return {
    pixel: [
      dot(offset, plane.rowDirection) / plane.columnSpacing,
      dot(offset, plane.columnDirection) / plane.rowSpacing,
    ],
    distance: dot(offset, cross(plane.rowDirection, plane.columnDirection)),
  };
}
