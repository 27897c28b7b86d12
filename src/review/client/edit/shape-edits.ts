import type { ImageHeader, ImagePlane } from '../../../dicom/image.ts';
import {
  isInsideImage,
  type ImageSize,
  type Point,
  type Polygon,
  toMillimetres,
  toPixels,
} from '../../../spine/outline.ts';
import { cornersOf, DEFAULT_HEIGHT, DEFAULT_WIDTH } from '../../../spine/rectangle.ts';

/** Millimetres; a smaller ROI holds no 20 pixels on any image that is measured. */
const SMALLEST_SIDE = 2;

/** The image that a shape lies on. */
export interface Canvas {
  readonly size: ImageSize;
  readonly plane: Pick<ImagePlane, 'rowSpacing' | 'columnSpacing'>;
}

/** Undefined where an image does not say how large its pixels are. */
export function canvasOf(image: ImageHeader | undefined): Canvas | undefined {
  return image?.plane && { size: image.pixels, plane: image.plane };
}

/** The corners of the rectangle around a shape, along its own first side where it is one: pixel coordinates. */
export function handlesOf(polygon: Polygon, { plane }: Canvas): Polygon {
  const { origin, along, across, width, height } = frameOf(toMillimetres(polygon, plane));
  const at = (u: number, v: number): Point => [
    origin[0] + along[0] * u + across[0] * v,
    origin[1] + along[1] * u + across[1] * v,
  ];
  return toPixels([at(0, 0), at(width, 0), at(width, height), at(0, height)], plane);
}

/** Moved by so many pixels, as far as the image goes. */
export function moved(polygon: Polygon, [dx, dy]: Point, { size: { rows, columns } }: Canvas): Polygon {
  const [right, down] = [
    within(
      dx,
      polygon.map(([x]) => x),
      columns,
    ),
    within(
      dy,
      polygon.map(([, y]) => y),
      rows,
    ),
  ];
  return polygon.map(([x, y]): Point => [x + right, y + down]);
}

function within(by: number, values: readonly number[], size: number): number {
  const [least, most] = [-0.5 - Math.min(...values), size - 0.5 - Math.max(...values)];
  return Math.min(Math.max(by, least), most);
}

/**
 * Scaled about the opposite corner so that one of its corners follows a point. The same shape where that would leave the
 * image or make it too small.
 *
 * @param corner index into `handlesOf`
 * @param to pixel coordinates
 */
export function dragged(polygon: Polygon, corner: number, to: Point, canvas: Canvas): Polygon {
  const { origin, along, across, width, height } = frameOf(toMillimetres(polygon, canvas.plane));
  const [x, y] = toMillimetres([to], canvas.plane)[0] ?? origin;
  const u = (x - origin[0]) * along[0] + (y - origin[1]) * along[1];
  const v = (x - origin[0]) * across[0] + (y - origin[1]) * across[1];
  const [atRight, atBottom] = [corner === 1 || corner === 2, corner >= 2];
  return resized(polygon, canvas, {
    width: atRight ? u : width - u,
    height: atBottom ? v : height - v,
    fixed: { u: atRight ? 0 : 1, v: atBottom ? 0 : 1 },
  });
}

/** Wider and higher by so many millimetres on all sides together, about its middle. */
export function grown(polygon: Polygon, [wider, higher]: Point, canvas: Canvas): Polygon {
  const { width, height } = frameOf(toMillimetres(polygon, canvas.plane));
  return resized(polygon, canvas, {
    width: width + wider,
    height: height + higher,
    fixed: { u: 0.5, v: 0.5 },
  });
}

/** A rectangle of 0.40 cm² about a point in pixel coordinates. */
export function newRectangle(center: Point, angle: number, canvas: Canvas): Polygon {
  const [middle = center] = toMillimetres([center], canvas.plane);
  const corners = cornersOf({ center: middle, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT, angle });
  return moved(toPixels(corners, canvas.plane), [0, 0], canvas);
}

interface Resizing {
  readonly width: number;
  readonly height: number;
  /** What stays where it is, in shares of width and height. */
  readonly fixed: { readonly u: number; readonly v: number };
}

function resized(polygon: Polygon, { plane, size }: Canvas, { width, height, fixed }: Resizing): Polygon {
  const points = toMillimetres(polygon, plane);
  const frame = frameOf(points);
  if (width < SMALLEST_SIDE || height < SMALLEST_SIDE) return polygon;
  const { origin, along, across } = frame;
  const [byU, byV] = [width / frame.width, height / frame.height];
  const scaled = points.map(([x, y]): Point => {
    const u = (x - origin[0]) * along[0] + (y - origin[1]) * along[1];
    const v = (x - origin[0]) * across[0] + (y - origin[1]) * across[1];
    const [newU, newV] = [
      fixed.u * frame.width + (u - fixed.u * frame.width) * byU,
      fixed.v * frame.height + (v - fixed.v * frame.height) * byV,
    ];
    return [origin[0] + along[0] * newU + across[0] * newV, origin[1] + along[1] * newU + across[1] * newV];
  });
  const pixels = toPixels(scaled, plane);
  return isInsideImage(pixels, size) ? pixels : polygon;
}

interface Frame {
  readonly origin: Point;
  readonly along: Point;
  readonly across: Point;
  readonly width: number;
  readonly height: number;
}

/** Four corners have the direction of their first side; anything else that of the image. Millimetres. */
function frameOf(points: Polygon): Frame {
  const [first = [0, 0], second = [1, 0]] = points;
  const angle = points.length === 4 ? Math.atan2(second[1] - first[1], second[0] - first[0]) : 0;
  const along: Point = [Math.cos(angle), Math.sin(angle)];
  const across: Point = [-along[1], along[0]];
  const us = points.map(([x, y]) => x * along[0] + y * along[1]);
  const vs = points.map(([x, y]) => x * across[0] + y * across[1]);
  const [u, v] = [Math.min(...us), Math.min(...vs)];
  return {
    origin: [u * along[0] + v * across[0], u * along[1] + v * across[1]],
    along,
    across,
    width: Math.max(...us) - u,
    height: Math.max(...vs) - v,
  };
}
