import { componentsOf } from '../mask-components.ts';
import type { Point } from '../outline.ts';
import type { SidePoint } from './seen-slice.ts';
import { CLASSES, maskOf, type Segmentation } from './segmenter.ts';

/** The sacrum in one slice. */
export interface SeenSacrum {
  /** Of its largest part, mm². */
  readonly area: number;
  readonly place: SidePoint;
  /** Some of its pixels. */
  readonly points: readonly SidePoint[];
  /** Whether it ends at the lower edge of the image. */
  readonly cut: boolean;
  /** mm² of disc between sacral bodies: a well-formed one says that the count of lumbar bodies is uncertain. */
  readonly discWithin: number;
}

/** mm²; S1 alone has some 600. */
const SMALLEST = 150;
/** Millimetres below the top of the sacrum: the disc above it ends before, that between S1 and S2 lies behind. */
const S1_HEIGHT = { min: 14, max: 45 } as const;
/** Enough points to say how near something is. */
const EVERY = 3;
const SACRUM = CLASSES.indexOf('sacrum');
const DISC = CLASSES.indexOf('disc');

/** All parts of some size that are sacrum; undefined when there is none worth the name. */
export function findSacrum(
  segmentation: Segmentation,
  millimetres: number,
  place: (point: Point) => SidePoint,
): SeenSacrum | undefined {
  const { classes, columns } = segmentation;
  const parts = componentsOf(maskOf(classes, SACRUM, SACRUM), segmentation).filter(
    ({ length }) => length * millimetres ** 2 >= SMALLEST,
  );
  const [largest] = parts;
  if (largest === undefined) return undefined;
  // A disc that runs all the way through leaves two parts.
  const pixels = parts.flat();
  const at = (pixel: number): SidePoint => place([pixel % columns, Math.floor(pixel / columns)]);
  const points = pixels.map(at);
  return {
    area: largest.length * millimetres ** 2,
    place: mean(points),
    points: points.filter((_, i) => i % EVERY === 0),
    cut: pixels.some((pixel) => pixel >= (segmentation.rows - 2) * columns),
    discWithin: discWithin(segmentation, points, at) * millimetres ** 2,
  };
}

function mean(points: readonly SidePoint[]): SidePoint {
  const sum = points.reduce((a, b) => ({ back: a.back + b.back, down: a.down + b.down }), {
    back: 0,
    down: 0,
  });
  return { back: sum.back / points.length, down: sum.down / points.length };
}

/** Pixels of disc that lie along the sacrum, below S1. */
function discWithin(
  { classes }: Segmentation,
  sacrum: readonly SidePoint[],
  at: (pixel: number) => SidePoint,
): number {
  const axis = longAxis(sacrum);
  const along = Float64Array.from(sacrum, (point) => axis.along(point)).toSorted();
  const across = Float64Array.from(sacrum, (point) => axis.across(point)).toSorted();
  const start = along[Math.floor(along.length * 0.02)] ?? 0;
  const front = across[Math.floor(across.length * 0.05)] ?? 0;
  const back = across[Math.floor(across.length * 0.95)] ?? 0;
  let found = 0;
  for (let pixel = classes.indexOf(DISC); pixel >= 0; pixel = classes.indexOf(DISC, pixel + 1)) {
    const point = at(pixel);
    const depth = axis.along(point) - start;
    const side = axis.across(point);
    if (depth > S1_HEIGHT.min && depth < S1_HEIGHT.max && side > front && side < back) found += 1;
  }
  return found;
}

/** The direction in which the sacrum runs, from above. */
function longAxis(points: readonly SidePoint[]) {
  const { back, down } = mean(points);
  let [bb, bd, dd] = [0, 0, 0];
  for (const point of points) {
    bb += (point.back - back) ** 2;
    bd += (point.back - back) * (point.down - down);
    dd += (point.down - down) ** 2;
  }
  const angle = Math.atan2(2 * bd, bb - dd) / 2;
  const [u, v] =
    Math.sin(angle) < 0 ? [-Math.cos(angle), -Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
  return {
    along: (point: SidePoint) => (point.back - back) * u + (point.down - down) * v,
    across: (point: SidePoint) => (point.back - back) * v - (point.down - down) * u,
  };
}
