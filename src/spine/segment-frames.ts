import { normal, sameOrientation, sliceSpacing } from '../dicom/geometry.ts';
import type { ImagePlane } from '../dicom/image.ts';
import { hasSegment, type PackedMasks, segmentMask } from '../dicom/segment-mask.ts';
import type { Segmentation } from '../dicom/segmentation.ts';
import { dot } from '../dicom/vector.ts';

/** One frame of one segment. */
export interface SegmentFrame {
  readonly plane: ImagePlane;
  readonly size: Pick<PackedMasks, 'rows' | 'columns'>;
  /** 1 inside, 0 outside, row by row. */
  readonly mask: Uint8Array;
}

/** Degrees; further off, points of a frame leave the slice. */
const PARALLEL_DEGREES = 1;

/**
 * The frames of a segment that lie on the image nearest to the middle of its extent, and on the images
 * beside that: at most three, none twice. Frames between two images count for the nearer one.
 *
 * @param slices planes of the images, parallel
 */
export function framesOnSlices(
  { frames, masks }: Segmentation,
  segmentNumber: number,
  slices: readonly ImagePlane[],
): SegmentFrame[] {
  const [first] = slices;
  if (first === undefined) return [];
  const along = (plane: ImagePlane) => dot(plane.position, normal(first));
  const filled = frames.flatMap((frame, index) => {
    const own = frame.segmentNumber === undefined || frame.segmentNumber === segmentNumber;
    if (!own || frame.plane === undefined || !sameOrientation(frame.plane, first, PARALLEL_DEGREES))
      return [];
    // Unpacked are only the few that are used: all of them at once may be gigabytes.
    const isFilled = hasSegment(masks, index, segmentNumber);
    return isFilled ? [{ index, plane: frame.plane, position: along(frame.plane) }] : [];
  });
  const positions = filled.map(({ position }) => position);
  const middle = (Math.min(...positions) + Math.max(...positions)) / 2;
  const reach = (sliceSpacing(slices) ?? first.sliceThickness ?? 0) / 2;

  const sorted = slices.map(along).toSorted((a, b) => a - b);
  const nearest = indexOfNearest(sorted, middle);
  const chosen = sorted.slice(Math.max(0, nearest - 1), nearest + 2).flatMap((slice) => {
    const frame = filled[indexOfNearest(positions, slice)];
    return frame && Math.abs(frame.position - slice) <= reach + ROUNDING ? frame : [];
  });
  return [...new Set(chosen)].map(({ index, plane }) => ({
    plane,
    size: { rows: masks.rows, columns: masks.columns },
    mask: segmentMask(masks, index, segmentNumber),
  }));
}

/** Of positions in the header, millimetres. */
const ROUNDING = 0.01;

function indexOfNearest(values: readonly number[], wanted: number): number {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
}
