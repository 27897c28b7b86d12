import type { ImageHeader, ImagePlane, Vector3 } from './image.ts';
import { add, cross, dot, scale, subtract } from './vector.ts';

/** Pixel coordinates as [column, row], fractions allowed; the centre of the first pixel is [0, 0]. */
export type PixelPoint = readonly [column: number, row: number];

export type Orientation = 'sagittal' | 'coronal' | 'axial' | 'oblique';

/** A slice counts as sagittal, coronal or axial when its normal is within 37° of that axis. */
const MAIN_AXIS = 0.8;

/** Normals closer than this are one orientation; degrees. */
const SAME_ORIENTATION_DEGREES = 5;

/** Unit normal of the image: row direction × column direction (PS3.3 C.7.6.2.1.1). */
export function normal(plane: ImagePlane): Vector3 {
  return cross(plane.rowDirection, plane.columnDirection);
}

/** Where a pixel lies in the patient; millimetres, LPS (PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1). */
export function pixelToPatient(plane: ImagePlane, [column, row]: PixelPoint): Vector3 {
  const along = scale(plane.rowDirection, column * plane.columnSpacing);
  const down = scale(plane.columnDirection, row * plane.rowSpacing);
  return add(plane.position, add(along, down));
}

/**
 * The pixel below a point of the patient, and how far from the image the point lies along its normal;
 * millimetres, with sign.
 */
export function patientToPixel(plane: ImagePlane, point: Vector3): { pixel: PixelPoint; distance: number } {
  const offset = subtract(point, plane.position);
  return {
    pixel: [
      dot(offset, plane.rowDirection) / plane.columnSpacing,
      dot(offset, plane.columnDirection) / plane.rowSpacing,
    ],
    distance: dot(offset, normal(plane)),
  };
}

/** Anatomical orientation by the largest component of the normal. */
export function orientation(plane: ImagePlane): Orientation {
  const [x, y, z] = normal(plane).map(Math.abs);
  if (x !== undefined && x >= MAIN_AXIS) return 'sagittal';
  if (y !== undefined && y >= MAIN_AXIS) return 'coronal';
  return z !== undefined && z >= MAIN_AXIS ? 'axial' : 'oblique';
}

/** Whether two images are parallel, whichever way they are flipped or turned in their plane. */
export function sameOrientation(a: ImagePlane, b: ImagePlane, degrees = SAME_ORIENTATION_DEGREES): boolean {
  return Math.abs(dot(normal(a), normal(b))) >= Math.cos((degrees * Math.PI) / 180);
}

/**
 * Images in the order of their position along the normal of the first of them, by number where positions
 * are equal or missing. The order does not depend on the order in which they came.
 */
export function sortAlongNormal<T extends { readonly header: ImageHeader }>(images: readonly T[]): T[] {
  const byNumber = images.toSorted((a, b) => compareByNumber(a.header, b.header));
  const axis = byNumber.flatMap(({ header }) => (header.plane ? [normal(header.plane)] : []))[0];
  if (axis === undefined) return byNumber;
  const position = ({ header }: T) => (header.plane ? dot(header.plane.position, axis) : Number.MAX_VALUE);
  return byNumber.toSorted((a, b) => position(a) - position(b));
}

/** Median distance between neighbouring parallel slices; millimetres. Undefined for fewer than two. */
export function sliceSpacing(planes: readonly ImagePlane[]): number | undefined {
  const [first] = planes;
  if (first === undefined) return undefined;
  const axis = normal(first);
  const positions = planes.map((plane) => dot(plane.position, axis)).toSorted((a, b) => a - b);
  const gaps = positions.slice(1).map((position, index) => position - (positions[index] ?? position));
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
}

/** How far the image reaches along the patient's head–foot axis; millimetres. */
export function headFootExtent(plane: ImagePlane, rows: number, columns: number): number {
  return (
    Math.abs(plane.rowDirection[2]) * columns * plane.columnSpacing +
    Math.abs(plane.columnDirection[2]) * rows * plane.rowSpacing
  );
}

function compareByNumber(a: ImageHeader, b: ImageHeader): number {
  return (
    (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0) ||
    compareText(a.sopInstanceUid, b.sopInstanceUid) ||
    a.frameNumber - b.frameNumber
  );
}

/** Code point order, the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
