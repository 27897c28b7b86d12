/**
 * Closed outlines in a plane. In pixel coordinates a point is [column, row] and [0, 0] is the centre of
 * the first pixel; in millimetres it is the same point times the pixel spacing.
 */
export type Point = readonly [number, number];
export type Polygon = readonly Point[];

/** Rows and columns of an image. */
export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
}

/** Millimetres between columns and between rows. */
export interface Spacing {
  readonly columnSpacing: number;
  readonly rowSpacing: number;
}

/** The sides of a polygon, the closing one included. */
function edgesOf(polygon: Polygon): [Point, Point][] {
  return polygon.flatMap((point, i): [Point, Point][] => {
    const next = polygon[(i + 1) % polygon.length];
    return next ? [[point, next]] : [];
  });
}

/** Whether a point lies inside, by the even-odd rule; of two polygons that share a side it is in one. */
function containsPoint(polygon: Polygon, [x, y]: Point): boolean {
  return crossingsOfRow(edgesOf(polygon), y).filter((crossing) => crossing <= x).length % 2 === 1;
}

/** Whether all of a polygon lies on the image, whose outer pixels reach half a pixel beyond their centres. */
export function isInsideImage(polygon: Polygon, { rows, columns }: ImageSize): boolean {
  return polygon.every(([c, r]) => c >= -0.5 && c <= columns - 0.5 && r >= -0.5 && r <= rows - 0.5);
}

/**
 * Row-major indices of the pixels whose centre lies inside a polygon in pixel coordinates; pixels beyond
 * the image are left out.
 */
export function rasterise(polygon: Polygon, { rows, columns }: ImageSize): number[] {
  const ys = polygon.map(([, y]) => y);
  const edges = edgesOf(polygon);
  const first = Math.max(0, Math.ceil(Math.min(...ys)));
  const last = Math.min(rows - 1, Math.floor(Math.max(...ys)));
  const indices: number[] = [];
  for (let row = first; row <= last; row += 1) {
    const crossings = crossingsOfRow(edges, row);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] ?? 0));
      const to = Math.min(columns, Math.ceil(crossings[i + 1] ?? 0));
      for (let column = from; column < to; column += 1) indices.push(row * columns + column);
    }
  }
  return indices;
}

/** Where the sides of a polygon cross the line of constant `y`, ascending; always an even number of times. */
function crossingsOfRow(edges: readonly [Point, Point][], y: number): number[] {
  return edges
    .filter(([[, ay], [, by]]) => ay <= y !== by <= y)
    .map(([[ax, ay], [bx, by]]) => ax + ((y - ay) / (by - ay)) * (bx - ax))
    .toSorted((a, b) => a - b);
}

/** Shortest distance between the outlines (not the areas) of two polygons; 0 where they cross. */
function distanceBetween(a: Polygon, b: Polygon): number {
  let shortest = Infinity;
  for (const side of edgesOf(a)) {
    for (const other of edgesOf(b)) {
      if (crosses(side, other)) return 0;
      shortest = Math.min(
        shortest,
        distanceToSide(side[0], other),
        distanceToSide(side[1], other),
        distanceToSide(other[0], side),
        distanceToSide(other[1], side),
      );
    }
  }
  return shortest;
}

/** Whether `inner` lies in `outer` and keeps `margin` away from its outline: inside the eroded polygon. */
export function isInsideEroded(inner: Polygon, outer: Polygon, margin: number): boolean {
  return inner.every((point) => containsPoint(outer, point)) && distanceBetween(inner, outer) >= margin;
}

function distanceToSide([x, y]: Point, [[ax, ay], [bx, by]]: [Point, Point]): number {
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length2 > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2 : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

/** Proper crossing; sides that only touch have distance 0 anyway. */
function crosses([a, b]: [Point, Point], [c, d]: [Point, Point]): boolean {
  const turn = (p: Point, q: Point, r: Point) =>
    (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** The mean of the corners: a shape that is turned about it has it where it was. */
export function middleOf(polygon: Polygon): Point {
  const mean = (axis: 0 | 1) => polygon.reduce((sum, point) => sum + point[axis], 0) / polygon.length;
  return [mean(0), mean(1)];
}

/** Millimetres in the image plane from pixel coordinates. */
export function toMillimetres(polygon: Polygon, { columnSpacing, rowSpacing }: Spacing): Polygon {
  return polygon.map(([c, r]): Point => [c * columnSpacing, r * rowSpacing]);
}

/** Pixel coordinates from millimetres in the image plane. */
export function toPixels(polygon: Polygon, { columnSpacing, rowSpacing }: Spacing): Polygon {
  return polygon.map(([x, y]): Point => [x / columnSpacing, y / rowSpacing]);
}
