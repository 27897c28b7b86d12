import { middleOf, type Point, type Polygon } from './outline.ts';

/** Of the size of an outline: what is left of a body without its rim. */
const WITHOUT_RIM = 0.75;

/** An outline made smaller or larger about the mean of its points; pixel coordinates. */
export function scaled(polygon: Polygon, factor: number): Polygon {
  const [x, y] = middleOf(polygon);
  return polygon.map(([px, py]): Point => [x + (px - x) * factor, y + (py - y) * factor]);
}

/** A body without cortex and endplates. */
export function withoutRim(body: Polygon): Polygon {
  return scaled(body, WITHOUT_RIM);
}

/** The upright rectangle around an outline, cut to the image. */
export function boundsOf(
  polygon: Polygon,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Polygon {
  const xs = polygon.map(([x]) => within(x, columns));
  const ys = polygon.map(([, y]) => within(y, rows));
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

function within(value: number, size: number): number {
  return Math.min(Math.max(value, -0.5), size - 0.5);
}
