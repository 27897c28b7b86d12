import type { Attributes } from './attributes.ts';
import { number } from './attributes.ts';
import type { ImagePlane, Vector3 } from './image.ts';
import { dot, length, scale } from './vector.ts';

/** Directions are written with at least four digits; what is further off than this is no rotation. */
const DIRECTION_TOLERANCE = 0.01;

/**
 * Image plane module, PS3.3 C.7.6.2, with directions made unit vectors. Undefined when one of position,
 * orientation and spacing is missing, or when they cannot be a plane.
 */
export function imagePlane(frame: Attributes): ImagePlane | undefined {
  const [x, y, z] = frame.numbers('ImagePositionPatient');
  const [rx, ry, rz, cx, cy, cz] = frame.numbers('ImageOrientationPatient');
  const [rowSpacing, columnSpacing] = frame.numbers('PixelSpacing');
  if (x === undefined || y === undefined || z === undefined) return undefined;
  if (rx === undefined || ry === undefined || rz === undefined) return undefined;
  if (cx === undefined || cy === undefined || cz === undefined) return undefined;
  if (rowSpacing === undefined || columnSpacing === undefined) return undefined;
  const rowDirection = unit([rx, ry, rz]);
  const columnDirection = unit([cx, cy, cz]);
  if (rowDirection === undefined || columnDirection === undefined) return undefined;
  if (Math.abs(dot(rowDirection, columnDirection)) > DIRECTION_TOLERANCE) return undefined;
  if (rowSpacing <= 0 || columnSpacing <= 0) return undefined;
  return {
    position: [x, y, z],
    rowDirection,
    columnDirection,
    rowSpacing,
    columnSpacing,
    sliceThickness: number(frame, 'SliceThickness'),
  };
}

function unit(vector: Vector3): Vector3 | undefined {
  const norm = length(vector);
  return Math.abs(norm - 1) <= DIRECTION_TOLERANCE ? scale(vector, 1 / norm) : undefined;
}
