import { patientToPixel, sliceSpacing } from '../dicom/geometry.ts';
import type { ImagePlane, Slice, Vector3 } from '../dicom/image.ts';
import { CodedError } from '../errors.ts';
import { toPixels, type Point, type Polygon } from './outline.ts';
import { cornersOf, DEFAULT_HEIGHT, DEFAULT_WIDTH } from './rectangle.ts';
import type { RoiShape } from './roi-file.ts';

type PixelShape = Extract<RoiShape, { coordinates: 'pixel' }>;
type PatientShape = Extract<RoiShape, { coordinates: 'patient' }>;
type RectangleShape = Extract<RoiShape, { kind: 'rectangle' }>;

export interface ResolvedShape {
  readonly slice: Slice;
  readonly sliceIndex: number;
  readonly polygon: Polygon;
}

/** Millimetres between slices in lumbar MRI, for a single slice that does not say its thickness. */
const USUAL_GAP = 4;
/** Rounding of positions in the header, millimetres. */
const POSITION_ERROR = 0.01;

/**
 * A shape of a ROI file as a polygon on one of `slices`. Raises CodedError `spine/roi-other-study` when it
 * names an image that is not among them, `spine/roi-outside` when it lies between or beyond the slices,
 * and `dicom/no-geometry` when it is in millimetres and the slices do not say where they are.
 */
export function resolveShape(shape: RoiShape, slices: readonly Slice[]): ResolvedShape {
  return shape.coordinates === 'pixel' ? resolvePixels(shape, slices) : resolvePatient(shape, slices);
}

function resolvePixels(shape: PixelShape, slices: readonly Slice[]): ResolvedShape {
  const sliceIndex = slices.findIndex(
    ({ header }) =>
      (shape.sopInstanceUid ?? header.sopInstanceUid) === header.sopInstanceUid &&
      (shape.instanceNumber ?? header.instanceNumber) === header.instanceNumber &&
      (shape.frameNumber ?? 1) === header.frameNumber,
  );
  const slice = slices[sliceIndex];
  if (slice === undefined)
    throw new CodedError('spine/roi-other-study', 'an image it names is not in the series');
  const polygon = shape.kind === 'polygon' ? shape.points : rectangleAt(shape, shape.center, planeOf(slice));
  return { slice, sliceIndex, polygon };
}

function resolvePatient(shape: PatientShape, slices: readonly Slice[]): ResolvedShape {
  const points = shape.kind === 'polygon' ? shape.points : [shape.center];
  const sliceIndex = nearestSlice(centroid(points), slices);
  const slice = slices[sliceIndex];
  if (slice === undefined) throw new CodedError('dicom/no-geometry');
  const plane = planeOf(slice);
  const projections = points.map((point) => patientToPixel(plane, point));
  const reach = halfGap(plane, slices) + POSITION_ERROR;
  if (projections.some(({ distance }) => Math.abs(distance) > reach)) {
    throw new CodedError('spine/roi-outside', 'further from the nearest image than half a slice gap');
  }
  const pixels = projections.map(({ pixel }) => pixel);
  const [center] = pixels;
  const polygon = shape.kind === 'rectangle' && center ? rectangleAt(shape, center, plane) : pixels;
  return { slice, sliceIndex, polygon };
}

function rectangleAt(shape: RectangleShape, [column, row]: Point, plane: ImagePlane): Polygon {
  const corners = cornersOf({
    center: [column * plane.columnSpacing, row * plane.rowSpacing],
    width: shape.widthMm ?? DEFAULT_WIDTH,
    height: shape.heightMm ?? DEFAULT_HEIGHT,
    angle: shape.angleDegrees ?? 0,
  });
  return toPixels(corners, plane);
}

function planeOf({ header }: Slice): ImagePlane {
  if (header.plane === undefined) throw new CodedError('dicom/no-geometry');
  return header.plane;
}

/** Index of the slice that the point is nearest to. */
function nearestSlice(point: Vector3, slices: readonly Slice[]): number {
  const distances = slices.map((slice) => Math.abs(patientToPixel(planeOf(slice), point).distance));
  return distances.indexOf(Math.min(...distances));
}

/** Half the distance between neighbouring slices, millimetres; half its thickness where there is one. */
function halfGap(plane: ImagePlane, slices: readonly Slice[]): number {
  const gap = sliceSpacing(slices.map(planeOf));
  return (gap || plane.sliceThickness || USUAL_GAP) / 2;
}

function centroid(points: readonly Vector3[]): Vector3 {
  const mean = (axis: 0 | 1 | 2) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  return [mean(0), mean(1), mean(2)];
}
