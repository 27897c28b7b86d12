import {
  isInsideImage,
  middleOf,
  type Point,
  type Polygon,
  toMillimetres,
  toPixels,
} from '../../../spine/outline.ts';
import { type Canvas, moved } from './shape-edits.ts';

/** A shape as it was when a pointer took hold of it, and where that pointer went; pixel coordinates. */
export interface Pulled {
  readonly shape: Polygon;
  readonly from: Point;
  readonly to: Point;
}

/**
 * Turned about the mean of its corners, in millimetres: its sides keep their lengths where pixels are not square. Pushed
 * back into the image at its edge; the same shape where the image has no room for it.
 *
 * @param degrees from the direction in which columns grow towards the one in which rows grow
 */
export function turned(polygon: Polygon, degrees: number, canvas: Canvas): Polygon {
  const points = toMillimetres(polygon, canvas.plane);
  const [x, y] = middleOf(points);
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const around = points.map(([px, py]): Point => [
    x + (px - x) * cos - (py - y) * sin,
    y + (px - x) * sin + (py - y) * cos,
  ]);
  const pixels = moved(toPixels(around, canvas.plane), [0, 0], canvas);
  return isInsideImage(pixels, canvas.size) ? pixels : polygon;
}

/** Turned by as much as the pointer went around it. */
export function pulled({ shape, from, to }: Pulled, canvas: Canvas): Polygon {
  return turned(shape, directionOf(to, shape, canvas) - directionOf(from, shape, canvas), canvas);
}

/** Degrees of a place as seen from the middle of a shape. */
function directionOf(place: Point, shape: Polygon, { plane }: Canvas): number {
  const [x, y] = middleOf(toMillimetres(shape, plane));
  const [px, py] = toMillimetres([place], plane)[0] ?? [x, y];
  return (Math.atan2(py - y, px - x) * 180) / Math.PI;
}
