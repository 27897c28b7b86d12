import type { Point, Polygon } from './outline.ts';

/** A rectangle in millimetres: `width` lies along `angle`, `height` across. */
export interface Rectangle {
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  /** Degrees, from the direction in which columns grow towards the one in which rows grow. */
  readonly angle: number;
}

/** Square millimetres: the 0.40 cm² of the seed paper (Material and methods). */
const DEFAULT_AREA = 40;
/** Wide by high: vertebral bodies are deeper than high, so a wide rectangle stays far from the endplates. */
const DEFAULT_ASPECT = 1.4;

/** Sides of the default ROI, in millimetres: 7.48 × 5.35. */
export const DEFAULT_WIDTH = Math.sqrt(DEFAULT_AREA * DEFAULT_ASPECT);
export const DEFAULT_HEIGHT = DEFAULT_AREA / DEFAULT_WIDTH;

/** The four corners, in order around the rectangle. */
export function cornersOf({ center: [x, y], width, height, angle }: Rectangle): Polygon {
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const signs = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  return signs.map(([alongSign, acrossSign]): Point => {
    const [along, across] = [(alongSign * width) / 2, (acrossSign * height) / 2];
    return [x + along * cos - across * sin, y + along * sin + across * cos];
  });
}

/** The smallest rectangle around a polygon, to one degree; its angle lies between 0 and 89°. */
export function boundingRectangle(polygon: Polygon): Rectangle {
  const candidates = Array.from({ length: 90 }, (_, angle) => boundingRectangleAt(polygon, angle));
  return candidates.reduce((best, next) =>
    next.width * next.height < best.width * best.height ? next : best,
  );
}

function boundingRectangleAt(polygon: Polygon, angle: number): Rectangle {
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of polygon) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  return {
    center: [u * cos - v * sin, u * sin + v * cos],
    width: right - left,
    height: bottom - top,
    angle,
  };
}
