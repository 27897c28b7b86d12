import type { ImageHeader } from '../../../dicom/image.ts';
import { LEVELS, type Level } from '../../../mscore/levels.ts';
import { type Point, toMillimetres } from '../../../spine/outline.ts';
import type { EditedLevel, EditedSpine, Place } from './edited-spine.ts';
import { canvasOf, grown, moved, newRectangle } from './shape-edits.ts';

/** Millimetres by which a new place of air is wider and higher than 0.40 cm², and one of fluid. */
const NEW = { air: [16, 18], fluid: [-4, 3] } as const;

/** Where something new is to be: on which image, and about which point of it, pixel coordinates. */
export interface Spot {
  readonly sliceIndex: number;
  readonly at: Point;
}

/**
 * A new ROI of a level: where it is on another image, else 0.40 cm² at the spot, along the ROIs beside it. Undefined where
 * the image does not say how large its pixels are.
 */
export function newLevelRoi(
  level: Level,
  { sliceIndex, at }: Spot,
  spine: EditedSpine,
  images: readonly ImageHeader[],
): EditedLevel | undefined {
  const canvas = canvasOf(images[sliceIndex]);
  if (!canvas) return undefined;
  const elsewhere = spine.levels.find((one) => one.level === level);
  const polygon =
    elsewhere?.polygon ?? newRectangle(at, angleBeside(level, sliceIndex, spine, images), canvas);
  return { level, sliceIndex, polygon: moved(polygon, [0, 0], canvas) };
}

/** A new place of air or fluid; undefined as above. */
export function newPlace(
  kind: 'air' | 'fluid',
  { sliceIndex, at }: Spot,
  images: readonly ImageHeader[],
): Place | undefined {
  const canvas = canvasOf(images[sliceIndex]);
  return canvas && { sliceIndex, polygon: grown(newRectangle(at, 0, canvas), NEW[kind], canvas) };
}

/**
 * Degrees that the rectangles of the nearest level lie along, in the mean where there are several, as above and below:
 * those on the same image where there are any. 0 where there is none.
 */
function angleBeside(
  level: Level,
  sliceIndex: number,
  { levels }: EditedSpine,
  images: readonly ImageHeader[],
): number {
  const rectangles = levels.flatMap((one) => {
    const direction = directionOf(one, images[one.sliceIndex]);
    const distance = Math.abs(LEVELS.indexOf(one.level) - LEVELS.indexOf(level));
    return direction === undefined ? [] : [{ direction, distance, here: one.sliceIndex === sliceIndex }];
  });
  const nearest = Math.min(...rectangles.map(({ distance }) => distance));
  const beside = rectangles.filter(({ distance }) => distance === nearest);
  const here = beside.filter((one) => one.here);
  return axialMean((here.length > 0 ? here : beside).map(({ direction }) => direction));
}

/** Radians of the longer sides of a rectangle, which run along the end plates; undefined of any other shape. */
function directionOf({ polygon }: Place, image: ImageHeader | undefined): number | undefined {
  if (!image?.plane || polygon.length !== 4) return undefined;
  const [a, b, c] = toMillimetres(polygon, image.plane);
  if (!a || !b || !c) return undefined;
  const [from, to] = lengthOf(a, b) >= lengthOf(b, c) ? [a, b] : [b, c];
  return Math.atan2(to[1] - from[1], to[0] - from[0]);
}

function lengthOf(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** Degrees from −90 to 90: a line has the same direction after half a turn, so that angles are doubled to be averaged. */
function axialMean(radians: readonly number[]): number {
  const sum = (of: (doubled: number) => number) => radians.reduce((total, angle) => total + of(2 * angle), 0);
  return (Math.atan2(sum(Math.sin), sum(Math.cos)) * 90) / Math.PI;
}
