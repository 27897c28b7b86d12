import type { ImageSize, Point, Polygon } from './outline.ts';

/** The sides of a pixel as one walks along them with the pixel on the right: east, south, west, north. */
const HEADINGS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** From a corner of four pixels, [column, row] of the pixel ahead to the left, by heading. */
const AHEAD_LEFT = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
] as const;

/**
 * The outer border of a mask of one 4-connected component, along the sides of its pixels, clockwise as the
 * image is seen: `rasterise` gives the mask back, with its holes filled. What is reached through a corner
 * between two diagonal pixels is outside and no hole. With several components it is the border of the one
 * with the first pixel (see `largestComponent`); of an empty mask it is `[]`.
 *
 * @param mask rows × columns values row by row; anything but 0 is in it
 * @returns corners only, in pixel coordinates: [0, 0] is the centre of the first pixel
 */
export function outlineOf(mask: Uint8Array, size: ImageSize): Polygon {
  const isSet = ([column, row]: Point): boolean =>
    column >= 0 && column < size.columns && row >= 0 && row < size.rows && isIn(mask, size, column, row);
  const first = mask.findIndex((value) => value !== 0);
  if (first < 0) return [];

  // The first pixel has nothing above it, so its upper side is on the outer border.
  const start: Point = [first % size.columns, Math.floor(first / size.columns)];
  const outline: Point[] = [];
  let corner: Point = start;
  let heading: Heading = 0;
  do {
    corner = add(corner, HEADINGS[heading]);
    const turned = turn(corner, heading, isSet);
    // Half a pixel: corners are counted from the corner of the image, coordinates from the first centre.
    if (turned !== heading) outline.push([corner[0] - 0.5, corner[1] - 0.5]);
    heading = turned;
  } while (heading !== 0 || corner[0] !== start[0] || corner[1] !== start[1]);
  return outline;
}

type Heading = 0 | 1 | 2 | 3;
const RIGHT_OF: readonly [Heading, Heading, Heading, Heading] = [1, 2, 3, 0];
const LEFT_OF: readonly [Heading, Heading, Heading, Heading] = [3, 0, 1, 2];

/** Right as long as the pixel to the right ends here: diagonal neighbours are not connected. */
function turn(corner: Point, heading: Heading, isSet: (pixel: Point) => boolean): Heading {
  const right = RIGHT_OF[heading];
  if (!isSet(add(corner, AHEAD_LEFT[right]))) return right;
  return isSet(add(corner, AHEAD_LEFT[heading])) ? LEFT_OF[heading] : heading;
}

function add(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1]];
}

function isIn(mask: Uint8Array, { columns }: ImageSize, column: number, row: number): boolean {
  return (mask[row * columns + column] ?? 0) !== 0;
}
