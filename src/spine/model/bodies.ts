import { componentsOf } from '../mask-components.ts';
import type { ImageSize, Point } from '../outline.ts';
import type { SidePoint } from './seen-slice.ts';
import { CLASSES, maskOf, type Segmentation } from './segmenter.ts';

/** One vertebral body in one slice. */
export interface SeenBody {
  /** Row-major indices of its pixels in the view. */
  readonly pixels: readonly number[];
  /** mm². */
  readonly area: number;
  /** [column, row] of the view. */
  readonly centre: Point;
  readonly place: SidePoint;
  /** Mean probability over its pixels that they are bone of a body, and of L5 and of thoracic ones among these. */
  readonly bone: number;
  readonly l5: number;
  readonly thoracic: number;
  /** Depth of the spinal canal behind its middle, mm; 0 off the midline. */
  readonly canal: number;
  /** Whether it ends at the edge of the image. */
  readonly cut: boolean;
}

const HALF = 128;
/** Pixels that bridges between neighbouring bodies are mostly narrower than; grown back afterwards. */
const ERODE = 2;
const GROW = 10;
/** What is larger than so many times the median is looked at again for a wider bridge, up to so many pixels. */
const SUSPICIOUS = 1.45;
const ERODE_MORE = 4;
/** mm²; a lumbar body seen from the side has 600 to 1500, one that a slice grazes has less. */
const SMALLEST = 250;
/** mm: the canal is looked for this far behind a body, in this high a band around its middle. */
const CANAL_REACH = 28;
const CANAL_BAND = 5;
const CANAL = CLASSES.indexOf('canal');

/** The vertebral bodies of a slice, from above; touching ones are told apart. */
export function findBodies(
  segmentation: Segmentation,
  millimetres: number,
  place: (point: Point) => SidePoint,
): SeenBody[] {
  const mask = maskOf(segmentation.bone, HALF, 255);
  return separate(mask, segmentation)
    .filter((pixels) => pixels.length * millimetres ** 2 >= SMALLEST)
    .map((pixels) => describe(pixels, segmentation, millimetres, place))
    .toSorted((a, b) => a.centre[1] - b.centre[1]);
}

/** Components after erosion, each grown back into the mask. */
function separate(mask: Uint8Array, size: ImageSize): number[][] {
  let core = mask;
  for (let i = 0; i < ERODE; i += 1) core = eroded(core, size);
  const owner = new Int32Array(mask.length);
  const bodies = splitLarge(componentsOf(core, size), size);
  bodies.forEach((pixels, i) => pixels.forEach((pixel) => (owner[pixel] = i + 1)));
  let front = bodies.flat();
  for (let step = 0; step < GROW; step += 1) {
    const next: number[] = [];
    for (const pixel of front) {
      const body = owner[pixel] ?? 0;
      forNeighbours(pixel, size, (neighbour) => {
        if (!mask[neighbour] || owner[neighbour]) return;
        owner[neighbour] = body;
        bodies[body - 1]?.push(neighbour);
        next.push(neighbour);
      });
    }
    front = next;
  }
  return bodies;
}

/** Where a disc is narrow, two bodies may hold together by more than ERODE: such a pair is twice as large. */
function splitLarge(components: readonly number[][], size: ImageSize): number[][] {
  const sizes = components.map(({ length }) => length).filter((length) => length > 0);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return components.flatMap((pixels) =>
    pixels.length > SUSPICIOUS * usual ? splitFurther(pixels, size) : [pixels],
  );
}

function splitFurther(pixels: number[], size: ImageSize): number[][] {
  let core: Uint8Array = new Uint8Array(size.rows * size.columns);
  for (const pixel of pixels) core[pixel] = 1;
  for (let i = 0; i < ERODE_MORE; i += 1) {
    core = eroded(core, size);
    const parts = componentsOf(core, size).filter(({ length }) => length > pixels.length / 8);
    if (parts.length > 1) return parts;
  }
  return [pixels];
}

/** Without the pixels that have one outside beside them. At the edge of the image the body may go on. */
function eroded(mask: Uint8Array, { rows, columns }: ImageSize): Uint8Array {
  const left = new Uint8Array(mask);
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === 0) continue;
    const column = pixel % columns;
    const inside =
      (column === 0 || mask[pixel - 1] !== 0) &&
      (column === columns - 1 || mask[pixel + 1] !== 0) &&
      (pixel < columns || mask[pixel - columns] !== 0) &&
      (pixel >= (rows - 1) * columns || mask[pixel + columns] !== 0);
    if (!inside) left[pixel] = 0;
  }
  return left;
}

function forNeighbours(
  pixel: number,
  { rows, columns }: ImageSize,
  visit: (neighbour: number) => void,
): void {
  const column = pixel % columns;
  if (column > 0) visit(pixel - 1);
  if (column < columns - 1) visit(pixel + 1);
  if (pixel >= columns) visit(pixel - columns);
  if (pixel < (rows - 1) * columns) visit(pixel + columns);
}

function describe(
  pixels: readonly number[],
  segmentation: Segmentation,
  millimetres: number,
  place: (point: Point) => SidePoint,
): SeenBody {
  const { columns, rows, bone, l5, thoracic } = segmentation;
  let [x, y, inBone, inL5, inThoracic, cut] = [0, 0, 0, 0, 0, false];
  for (const pixel of pixels) {
    const column = pixel % columns;
    const row = (pixel - column) / columns;
    x += column;
    y += row;
    inBone += bone[pixel] ?? 0;
    inL5 += l5[pixel] ?? 0;
    inThoracic += thoracic[pixel] ?? 0;
    cut ||= row === 0 || row === rows - 1 || column === 0 || column === columns - 1;
  }
  const n = pixels.length;
  const centre: Point = [x / n, y / n];
  return {
    pixels,
    area: n * millimetres ** 2,
    centre,
    place: place(centre),
    bone: inBone / n / 255,
    l5: inL5 / n / 255,
    thoracic: inThoracic / n / 255,
    canal: canalBehind(centre, pixels, segmentation, millimetres),
    cut,
  };
}

function canalBehind(
  [, middle]: Point,
  pixels: readonly number[],
  { classes, columns, rows }: Segmentation,
  millimetres: number,
): number {
  const band = Math.round(CANAL_BAND / millimetres);
  const from = Math.max(0, Math.round(middle) - band);
  const to = Math.min(rows - 1, Math.round(middle) + band);
  const walls = new Int32Array(rows).fill(-1);
  for (const pixel of pixels) {
    const row = Math.floor(pixel / columns);
    walls[row] = Math.max(walls[row] ?? -1, pixel % columns);
  }
  let found = 0;
  for (let row = from; row <= to; row += 1) {
    const wall = walls[row] ?? -1;
    if (wall < 0) continue;
    const end = Math.min(columns - 1, wall + Math.round(CANAL_REACH / millimetres));
    for (let column = wall; column <= end; column += 1)
      found += Number(classes[row * columns + column] === CANAL);
  }
  return (found / (to - from + 1)) * millimetres;
}
