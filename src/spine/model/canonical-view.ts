import type { ImagePlane, Slice } from '../../dicom/image.ts';
import { orientation } from '../../dicom/geometry.ts';
import type { Point } from '../outline.ts';

/**
 * A sagittal image as the net wants it: head up, anterior to the left, square pixels of a given size.
 * Points of a view are [column, row]; [0, 0] is the centre of its first pixel.
 */
export interface CanonicalView {
  readonly rows: number;
  readonly columns: number;
  /** Side of a pixel, millimetres. */
  readonly millimetres: number;
  /** About 0 to 1: the 1st percentile is 0, the 99.5th is 1, nothing is above 1.3. */
  readonly pixels: Float32Array;
  /** Pixel coordinates of the slice. */
  toSlice(point: Point): Point;
}

/** Pixels of the slice's own, turned and mirrored but not resampled. */
interface Turned {
  readonly rows: number;
  readonly columns: number;
  readonly rowSpacing: number;
  readonly columnSpacing: number;
  /** Index into the slice's pixels of the first pixel, and how it changes along columns and rows. */
  readonly first: number;
  readonly alongColumns: number;
  readonly alongRows: number;
  /** From turned to the slice's own [column, row]. */
  readonly back: (point: Point) => Point;
}

/** The brightest share of pixels is coil flare and flow; the darkest is air. */
const PERCENTILES = { low: 0.01, high: 0.995 } as const;
const BRIGHTEST = 1.3;
/** Percentiles are read on every third pixel of every third row, as in training. */
const EVERY = 3;
/** Mean of a column of nothing but air and noise, and millimetres of air that stay. */
const AIR = 0.05;
const AIR_LEFT = 12;
/** A view larger than this side is no lumbar spine, and no memory is spent on it. */
const MAXIMUM_SIDE = 640;

/**
 * Brings one slice into the view of the net, by ImageOrientationPatient alone: whatever way it was stored.
 * Undefined when it says not where it is, is not sagittal, or is larger than any sagittal image.
 */
export function canonicalView(slice: Slice, millimetres: number): CanonicalView | undefined {
  const { plane, pixels } = slice.header;
  if (plane === undefined || orientation(plane) !== 'sagittal') return undefined;
  const turned = turn(plane, pixels.rows, pixels.columns);
  const scaleX = millimetres / turned.columnSpacing;
  const scaleY = millimetres / turned.rowSpacing;
  const columns = Math.round(turned.columns / scaleX);
  const rows = Math.round(turned.rows / scaleY);
  if (Math.max(rows, columns) > MAXIMUM_SIDE || Math.min(rows, columns) < EVERY) return undefined;
  const resampled = resample(slice, turned, { rows, columns, scaleX, scaleY });
  const shown = normalise(resampled, rows, columns);
  const { left, right } = withoutAir(shown, rows, columns, Math.round(AIR_LEFT / millimetres));
  return {
    rows,
    columns: right - left,
    millimetres,
    pixels: columnsOf(shown, columns, left, right),
    // The outer borders of both images coincide, not the centres of their first pixels.
    toSlice: ([x, y]) => turned.back([(x + left + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5]),
  };
}

/** The columns that show anybody, with some air around: the net's time goes with the area. */
function withoutAir(pixels: Float32Array, rows: number, columns: number, margin: number) {
  const sums = new Float64Array(columns);
  for (let start = 0; start < pixels.length; start += columns) {
    for (let column = 0; column < columns; column += 1) {
      sums[column] = (sums[column] ?? 0) + (pixels[start + column] ?? 0);
    }
  }
  const bright = sums.map((sum) => Number(sum / rows > AIR));
  const first = bright.indexOf(1);
  if (first < 0) return { left: 0, right: columns };
  return {
    left: Math.max(0, first - margin),
    right: Math.min(columns, bright.lastIndexOf(1) + 1 + margin),
  };
}

function columnsOf(pixels: Float32Array, columns: number, left: number, right: number): Float32Array {
  if (left === 0 && right === columns) return pixels;
  const width = right - left;
  const part = new Float32Array((pixels.length / columns) * width);
  for (let from = left, to = 0; to < part.length; from += columns, to += width) {
    part.set(pixels.subarray(from, from + width), to);
  }
  return part;
}

/** Which of the slice's axes runs backwards and which to the feet (LPS: +y is posterior, −z is feet). */
function turn(plane: ImagePlane, rows: number, columns: number): Turned {
  const { rowDirection, columnDirection, rowSpacing, columnSpacing } = plane;
  const upright = Math.abs(rowDirection[1]) >= Math.abs(columnDirection[1]);
  const [backwards, downwards] = upright ? [rowDirection, columnDirection] : [columnDirection, rowDirection];
  const mirrored = backwards[1] < 0;
  const headDown = downwards[2] > 0;
  const size = upright ? { rows, columns } : { rows: columns, columns: rows };
  const steps = upright ? { x: 1, y: columns } : { x: columns, y: 1 };
  const back = ([x, y]: Point): Point => {
    const u = mirrored ? size.columns - 1 - x : x;
    const v = headDown ? size.rows - 1 - y : y;
    return upright ? [u, v] : [v, u];
  };
  return {
    ...size,
    rowSpacing: upright ? rowSpacing : columnSpacing,
    columnSpacing: upright ? columnSpacing : rowSpacing,
    first: (mirrored ? (size.columns - 1) * steps.x : 0) + (headDown ? (size.rows - 1) * steps.y : 0),
    alongColumns: mirrored ? -steps.x : steps.x,
    alongRows: headDown ? -steps.y : steps.y,
    back,
  };
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Pixels of the slice per pixel of the view. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Area average where pixels get larger, linear interpolation where they get smaller; first rows, then columns. */
function resample({ pixels }: Slice, turned: Turned, grid: Grid): Float32Array {
  const across = kernels(grid.columns, turned.columns, grid.scaleX);
  const down = kernels(grid.rows, turned.rows, grid.scaleY);
  const narrow = new Float32Array(turned.rows * grid.columns);
  for (let row = 0; row < turned.rows; row += 1) {
    const start = turned.first + row * turned.alongRows;
    for (let column = 0; column < grid.columns; column += 1) {
      const kernel = across[column];
      if (!kernel) continue;
      const { from, weights } = kernel;
      let at = start + from * turned.alongColumns;
      let sum = 0;
      for (let i = 0; i < weights.length; i += 1, at += turned.alongColumns) {
        sum += (weights[i] ?? 0) * (pixels[at] ?? 0);
      }
      narrow[row * grid.columns + column] = sum;
    }
  }
  const out = new Float32Array(grid.rows * grid.columns);
  for (let row = 0; row < grid.rows; row += 1) {
    const kernel = down[row];
    if (!kernel) continue;
    for (let i = 0; i < kernel.weights.length; i += 1) {
      const weight = kernel.weights[i] ?? 0;
      const from = (kernel.from + i) * grid.columns;
      const to = row * grid.columns;
      for (let column = 0; column < grid.columns; column += 1) {
        out[to + column] = (out[to + column] ?? 0) + weight * (narrow[from + column] ?? 0);
      }
    }
  }
  return out;
}

interface Kernel {
  readonly from: number;
  readonly weights: Float32Array;
}

/** For each pixel of the view a triangle over the pixels below it, as wide as it is large, but never under one. */
function kernels(count: number, available: number, scale: number): Kernel[] {
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const from = Math.max(0, Math.ceil(centre - reach));
    const to = Math.min(available - 1, Math.floor(centre + reach));
    const weights = Float32Array.from({ length: Math.max(to - from + 1, 0) }, (__, k) =>
      Math.max(0, 1 - Math.abs(from + k - centre) / reach),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { from, weights: total > 0 ? weights.map((weight) => weight / total) : weights };
  });
}

function normalise(values: Float32Array, rows: number, columns: number): Float32Array {
  const some = new Float32Array(Math.ceil(rows / EVERY) * Math.ceil(columns / EVERY));
  let count = 0;
  for (let row = 0; row < rows; row += EVERY) {
    for (let column = 0; column < columns; column += EVERY, count += 1) {
      some[count] = values[row * columns + column] ?? 0;
    }
  }
  some.sort();
  const low = quantile(some, PERCENTILES.low);
  const range = quantile(some, PERCENTILES.high) - low + 1e-6;
  const shown = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    shown[i] = Math.min(Math.max(((values[i] ?? 0) - low) / range, 0), BRIGHTEST);
  }
  return shown;
}

function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
