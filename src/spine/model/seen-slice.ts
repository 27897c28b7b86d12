import { normal, pixelToPatient } from '../../dicom/geometry.ts';
import type { ImagePlane, Slice, Vector3 } from '../../dicom/image.ts';
import { dot } from '../../dicom/vector.ts';
import type { Point } from '../outline.ts';
import { findBodies, type SeenBody } from './bodies.ts';
import type { CanonicalView } from './canonical-view.ts';
import { findSacrum, type SeenSacrum } from './sacrum.ts';
import type { Segmentation } from './segmenter.ts';

/**
 * A point of the patient seen from the side, millimetres: `back` grows backwards, `down` to the feet, both
 * along the images of the stack; `across` from image to image.
 */
export interface SidePoint {
  readonly back: number;
  readonly down: number;
}

/** What was seen in one slice. */
export interface SeenSlice {
  /** Index into the slices of the series. */
  readonly sliceIndex: number;
  readonly slice: Slice;
  readonly plane: ImagePlane;
  readonly view: CanonicalView;
  readonly segmentation: Segmentation;
  /** Place of the slice along the normal of the first one, millimetres. */
  readonly across: number;
  /** From above. */
  readonly bodies: readonly SeenBody[];
  readonly sacrum: SeenSacrum | undefined;
}

/** The directions that all slices of a stack are compared along. */
export interface StackAxes {
  readonly back: Vector3;
  readonly down: Vector3;
  readonly across: Vector3;
}

/** Axes of a sagittal stack: as its first slice is stored, turned so that they run backwards and to the feet. */
export function stackAxes(plane: ImagePlane): StackAxes {
  const { rowDirection, columnDirection } = plane;
  const upright = Math.abs(rowDirection[1]) >= Math.abs(columnDirection[1]);
  const [a, b] = upright ? [rowDirection, columnDirection] : [columnDirection, rowDirection];
  return { back: a[1] < 0 ? negative(a) : a, down: b[2] > 0 ? negative(b) : b, across: normal(plane) };
}

function negative([x, y, z]: Vector3): Vector3 {
  return [-x, -y, -z];
}

/** A slice as the net is shown it. */
export interface ShownSlice {
  readonly slice: Slice;
  readonly sliceIndex: number;
  readonly view: CanonicalView;
}

export function seeSlice(
  { slice, sliceIndex, view }: ShownSlice,
  segmentation: Segmentation,
  axes: StackAxes,
): SeenSlice | undefined {
  const { plane } = slice.header;
  if (plane === undefined) return undefined;
  const place = placing(plane, view, axes);
  return {
    sliceIndex,
    slice,
    plane,
    view,
    segmentation,
    across: dot(plane.position, axes.across),
    bodies: findBodies(segmentation, view.millimetres, place),
    sacrum: findSacrum(segmentation, view.millimetres, place),
  };
}

/** Where a [column, row] of a view lies. The way there is affine: three points tell it. */
export function placing(
  plane: ImagePlane,
  view: CanonicalView,
  axes: StackAxes,
): (point: Point) => SidePoint {
  const placeOf = (point: Point): SidePoint => {
    const patient = pixelToPatient(plane, view.toSlice(point));
    return { back: dot(patient, axes.back), down: dot(patient, axes.down) };
  };
  const [origin, right, below] = [placeOf([0, 0]), placeOf([1, 0]), placeOf([0, 1])];
  const across = { back: right.back - origin.back, down: right.down - origin.down };
  const along = { back: below.back - origin.back, down: below.down - origin.down };
  return ([column, row]) => ({
    back: origin.back + column * across.back + row * along.back,
    down: origin.down + column * across.down + row * along.down,
  });
}
