import { pixelToPatient } from '../dicom/geometry.ts';
import type { ImagePlane, Vector3 } from '../dicom/image.ts';
import { componentsOf } from './mask-components.ts';
import { outlineOf } from './mask-outline.ts';
import { type Polygon, rasterise } from './outline.ts';
import type { SegmentFrame } from './segment-frames.ts';

/** A part counts from this share of the largest one on: less are specks. */
const LEAST_SHARE = 1 / 4;
/** Millimetres from front to back; no lumbar body is deeper, and one with its pedicles is. */
const DEEPEST_BODY = 50;
/** More than any anatomy needs: what is more ragged is no outline. */
const MAX_CORNERS = 5_000;
/** Of air: parts on one frame, and square millimetres of each. */
const MAX_AIR_PARTS = 4;
const LEAST_AIR = 50;

/**
 * The outlines of a vertebral body on the frames of its segment; millimetres of the patient. Masks of whole
 * vertebrae have the spinous process behind the canal: of the parts that are large enough the frontmost is
 * the body. Where pedicles join them the frame is left out, if there is another.
 */
export function bodiesOf(frames: readonly SegmentFrame[]): Vector3[][] {
  const bodies = frames.flatMap((frame) => {
    const outline = frontmostPart(frame);
    return outline.length > 0 ? [{ frame, outline }] : [];
  });
  const separate = bodies.filter(({ frame, outline }) => depth(outline, frame.plane) <= DEEPEST_BODY);
  return (separate.length > 0 ? separate : bodies).map(({ frame, outline }) => inPatient(outline, frame));
}

/** The largest parts of the air on a frame; those around something else are left out. */
export function airOnFrame(frame: SegmentFrame): Vector3[][] {
  const { mask, size, plane } = frame;
  return componentsOf(mask, size)
    .slice(0, MAX_AIR_PARTS)
    .filter(({ length }) => length * plane.rowSpacing * plane.columnSpacing >= LEAST_AIR)
    .map((component) => ({ component, outline: outlineOfPart(component, frame) }))
    .filter(({ component, outline }) => rasterise(outline, size).length === component.length)
    .map(({ outline }) => inPatient(outline, frame));
}

function frontmostPart(frame: SegmentFrame): Polygon {
  const components = componentsOf(frame.mask, frame.size);
  const largest = components[0]?.length ?? 0;
  const [front] = components
    .filter(({ length }) => length >= largest * LEAST_SHARE)
    .toSorted((a, b) => forwardness(b, frame) - forwardness(a, frame));
  return front ? outlineOfPart(front, frame) : [];
}

function outlineOfPart(component: readonly number[], { mask, size }: SegmentFrame): Polygon {
  const part = new Uint8Array(mask.length);
  for (const index of component) part[index] = 1;
  const outline = outlineOf(part, size);
  return outline.length <= MAX_CORNERS ? outline : [];
}

/** How far in front the middle of a part is, millimetres. */
function forwardness(component: readonly number[], { plane, size: { columns } }: SegmentFrame): number {
  const sum = component.reduce(
    (total, index) => total + forward([index % columns, Math.floor(index / columns)], plane),
    0,
  );
  return sum / component.length;
}

/** −y of the patient is anterior. */
function forward(pixel: readonly [number, number], plane: ImagePlane): number {
  return -pixelToPatient(plane, pixel)[1];
}

function depth(outline: Polygon, plane: ImagePlane): number {
  const all = outline.map((point) => forward(point, plane));
  return Math.max(...all) - Math.min(...all);
}

function inPatient(outline: Polygon, { plane }: SegmentFrame): Vector3[] {
  return outline.map((point) => pixelToPatient(plane, point));
}
