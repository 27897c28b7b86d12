import { patientToPixel, pixelToPatient } from '../../../src/dicom/geometry.ts';
import type { ImagePlane, Slice } from '../../../src/dicom/image.ts';
import type { Point } from '../../../src/spine/outline.ts';
import type { CanonicalView } from '../../../src/spine/model/canonical-view.ts';
import { seeSlice, stackAxes, type SeenSlice } from '../../../src/spine/model/seen-slice.ts';
import { CLASSES, type PixelClass, type Segmentation } from '../../../src/spine/model/segmenter.ts';
import type { Sighting } from '../../../src/spine/model/vertebrae.ts';
import { imageHeader, pixelDescription, sagittal } from '../../mscore/image-header.ts';
import type { Box } from '../annotated-spine.ts';
import { restored, USUAL, type Storage } from './storages.ts';

/** Side of the pixels of drawn slices, which are those of the net: nothing is resampled. */
export const MM = 1.5;
const SIZE = { rows: 180, columns: 110 };

/** A part that the net sees; what is drawn later covers what is there. */
export interface DrawnPart {
  readonly name: PixelClass;
  readonly box: Box;
  /** How sure the net is that a body is bone, 0 to 1. */
  readonly bone?: number;
  /** Stored value of its pixels. */
  readonly grey?: number;
}

export interface DrawnSlice {
  readonly parts: readonly DrawnPart[];
  readonly size?: { readonly rows: number; readonly columns: number };
  /** Stored values, changed after the parts were painted. */
  readonly paint?: (pixels: Uint16Array, columns: number) => void;
  readonly storage?: Storage;
  readonly sliceIndex?: number;
  /** Millimetres from the first slice. */
  readonly x?: number;
}

const BODIES: readonly PixelClass[] = ['body', 'l5', 'thoracic'];
const TISSUE = 100;

/** What a net says that sees just these parts. */
export function segmentationOf({ parts, size = SIZE }: DrawnSlice): Segmentation {
  const plane = () => new Uint8Array(size.rows * size.columns);
  const seen = { classes: plane(), bone: plane(), l5: plane(), thoracic: plane() };
  for (const { name, box, bone = 1 } of parts) {
    const isBody = BODIES.includes(name);
    fillBox(seen.classes, size.columns, box, CLASSES.indexOf(name));
    fillBox(seen.bone, size.columns, box, isBody ? Math.round(255 * bone) : 0);
    fillBox(seen.l5, size.columns, box, name === 'l5' ? 255 : 0);
    fillBox(seen.thoracic, size.columns, box, name === 'thoracic' ? 255 : 0);
  }
  return { ...size, ...seen };
}

/** The slice with its parts in it, and what was seen in it. */
export function drawnSlice(drawn: DrawnSlice): SeenSlice {
  const { size = SIZE, parts, paint, storage = USUAL, sliceIndex = 0, x = 0 } = drawn;
  const plane = { ...sagittal, position: [x, -80, 120] as const, rowSpacing: MM, columnSpacing: MM };
  const pixels = new Uint16Array(size.rows * size.columns).fill(TISSUE);
  for (const { box, grey = TISSUE } of parts) fillBox(pixels, size.columns, box, grey);
  paint?.(pixels, size.columns);
  const header = imageHeader({
    sopInstanceUid: `1.2.3.1.${sliceIndex + 1}`,
    instanceNumber: sliceIndex + 1,
    plane,
    pixels: { ...pixelDescription, ...size },
  });
  const slice = restored({ header, pixels }, storage);
  const storedPlane = planeOf(slice);
  const view: CanonicalView = {
    ...size,
    millimetres: MM,
    pixels: Float32Array.from(pixels, (value) => value / 400),
    toSlice: (point: Point) => patientToPixel(storedPlane, pixelToPatient(plane, point)).pixel,
  };
  const seen = seeSlice({ slice, sliceIndex, view }, segmentationOf(drawn), stackAxes(storedPlane));
  if (!seen) throw new RangeError('the slice says not where it is');
  return seen;
}

/** The body, first from above, of a slice that shows these parts. */
export function sightingOf(drawn: DrawnSlice, at = 0): Sighting {
  const seen = drawnSlice(drawn);
  const body = seen.bodies[at];
  if (!body) throw new RangeError('no such body is seen');
  return { seen, body };
}

export function planeOf({ header: { plane } }: Slice): ImagePlane {
  if (!plane) throw new RangeError('the slice says not where it is');
  return plane;
}

export function fillBox(
  values: { fill(value: number, start: number, end: number): unknown },
  columns: number,
  [left, top, right, bottom]: Box,
  value: number,
): void {
  for (let row = top; row < bottom; row += 1) values.fill(value, row * columns + left, row * columns + right);
}
