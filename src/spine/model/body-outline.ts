import { contours } from 'd3-contour';
import type { Point, Polygon } from '../outline.ts';
import type { Sighting } from './vertebrae.ts';

/** Half of 255: where bone is as likely as not. */
const HALF = 127.5;
const SMOOTHINGS = 3;
/** Pixels around the body that its outline may run through. */
const MARGIN = 2;

/**
 * Outline of a body in pixel coordinates of its slice: where the probability of bone passes one half, found
 * between the pixels of the net. Holes are filled.
 */
export function bodyOutline({ seen, body }: Sighting): Polygon {
  const { columns, rows, bone } = seen.segmentation;
  const box = boxOf(body.pixels, columns, rows);
  const width = box.right - box.left + 1;
  const height = box.bottom - box.top + 1;
  const field = Array.from({ length: width * height }, () => 0);
  // A neighbouring body in the same box must not join in.
  const near = new Set(body.pixels);
  for (const pixel of body.pixels) {
    for (const next of [pixel - 1, pixel + 1, pixel - columns, pixel + columns]) near.add(next);
  }
  const own = new Set(body.pixels);
  for (const pixel of near) {
    const column = (pixel % columns) - box.left;
    const row = Math.floor(pixel / columns) - box.top;
    if (column < 0 || column >= width || row < 0 || row >= height) continue;
    const value = bone[pixel] ?? 0;
    field[row * width + column] = own.has(pixel) ? Math.max(value, HALF + 1) : Math.min(value, HALF - 1);
  }
  const rings = contours()
    .size([width, height])
    .contour(field, HALF)
    .coordinates.map(([outer]) => outer ?? []);
  const ring = rings.reduce((longest, next) => (next.length > longest.length ? next : longest), []);
  // d3 counts from the corner of the first pixel and repeats the first point.
  return smoothed(ring.slice(0, -1)).map(([x, y]): Point =>
    seen.view.toSlice([x - 0.5 + box.left, y - 0.5 + box.top]),
  );
}

/** Each point with its neighbours, some times over: the net's answer is ragged by less than a millimetre. */
function smoothed(ring: readonly (readonly number[])[]): Point[] {
  let points = ring.map(([x = 0, y = 0]): Point => [x, y]);
  for (let i = 0; i < SMOOTHINGS; i += 1) {
    points = points.map(([x, y], at): Point => {
      const [bx, by] = points.at(at - 1) ?? [x, y];
      const [ax, ay] = points[(at + 1) % points.length] ?? [x, y];
      return [(bx + 2 * x + ax) / 4, (by + 2 * y + ay) / 4];
    });
  }
  return points;
}

function boxOf(pixels: readonly number[], columns: number, rows: number) {
  const xs = pixels.map((pixel) => pixel % columns);
  const ys = pixels.map((pixel) => Math.floor(pixel / columns));
  return {
    left: clamp(Math.min(...xs) - MARGIN, columns - 1),
    right: clamp(Math.max(...xs) + MARGIN, columns - 1),
    top: clamp(Math.min(...ys) - MARGIN, rows - 1),
    bottom: clamp(Math.max(...ys) + MARGIN, rows - 1),
  };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
