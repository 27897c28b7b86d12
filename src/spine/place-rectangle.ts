import type { ImagePlane } from '../dicom/image.ts';
import { isInsideEroded, toMillimetres, toPixels, type Point, type Polygon } from './outline.ts';
import { boundingRectangle, cornersOf, DEFAULT_HEIGHT, DEFAULT_WIDTH, type Rectangle } from './rectangle.ts';

/** Millimetres kept from cortex and endplates all around. */
const CLEARANCE = 2;
/** The basivertebral vein enters from behind: the ROI stays in this front part of the body. */
const FRONT_PART = 2 / 3;
/** Millimetres between the places that are tried. */
const STEP = 0.5;
/** Millimetres; nothing larger is one vertebral body. */
const LARGEST_BODY = 70;
/** An image in which "forward" is foreshortened below this is not sagittal. */
const LEAST_FORWARD = 0.5;

/**
 * The 0.40 cm² rectangle of the seed paper inside the outline of a vertebral body, both in pixel
 * coordinates: aligned with the body, in its anterior two thirds, at least 2 mm from its outline, and as
 * near to the middle of that part as this allows. Which side is anterior is read from the geometry (−y of
 * the patient). Undefined when it does not fit, when the outline is larger than any vertebral body or when
 * the image is not sagittal; it is never made smaller.
 */
export function placeRectangle(body: Polygon, plane: ImagePlane): Polygon | undefined {
  const outline = toMillimetres(body, plane);
  const forward: Point = [-plane.rowDirection[1], -plane.columnDirection[1]];
  if (Math.hypot(...forward) < LEAST_FORWARD) return undefined;

  const box = alignForward(boundingRectangle(outline), forward);
  if (Math.max(box.width, box.height) > LARGEST_BODY) return undefined;
  const corners = candidatesIn(box)
    .map(cornersOf)
    .find((candidate) => isInsideEroded(candidate, outline, CLEARANCE));
  return corners && toPixels(corners, plane);
}

/** The same rectangle, turned by quarters until its width runs from back to front. */
function alignForward(box: Rectangle, forward: Point): Rectangle {
  const quarters = [0, 1, 2, 3].map((turns): Rectangle => {
    const [width, height] = turns % 2 === 0 ? [box.width, box.height] : [box.height, box.width];
    return { ...box, width, height, angle: box.angle + turns * 90 };
  });
  const alignment = ({ angle }: Rectangle) => {
    const radians = (angle * Math.PI) / 180;
    return Math.cos(radians) * forward[0] + Math.sin(radians) * forward[1];
  };
  return quarters.reduce((best, next) => (alignment(next) > alignment(best) ? next : best));
}

/** Default rectangles in the front part of the box, those nearest to its middle first. */
function candidatesIn(box: Rectangle): Rectangle[] {
  const part = box.width * FRONT_PART;
  const middle = (box.width - part) / 2;
  const offsets = gridOffsets((part - DEFAULT_WIDTH) / 2).flatMap((along) =>
    gridOffsets((box.height - DEFAULT_HEIGHT) / 2).map((across): Point => [along, across]),
  );
  const radians = (box.angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return offsets
    .toSorted((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2)
    .map(([along, across]) => {
      const u = middle + along;
      const center: Point = [box.center[0] + u * cos - across * sin, box.center[1] + u * sin + across * cos];
      return { center, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT, angle: box.angle };
    });
}

/** Multiples of STEP from −reach to reach; none when reach is negative. */
function gridOffsets(reach: number): number[] {
  if (reach < 0) return [];
  const steps = Math.floor(reach / STEP);
  return Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * STEP);
}
