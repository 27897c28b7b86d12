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

export function seeSlice(
  { slice, sliceIndex, view }: { slice: Slice; sliceIndex: number; view: CanonicalView },
  segmentation: Segmentation,
  axes: StackAxes,
): SeenSlice | undefined {
  const { plane } = slice.header;
  if (plane === undefined) return undefined;
  const place = (point: Point): SidePoint => {
    const patient = pixelToPatient(plane, view.toSlice(point));
    return { back: dot(patient, axes.back), down: dot(patient, axes.down) };
  };
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
