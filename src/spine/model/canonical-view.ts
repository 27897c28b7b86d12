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
  const whole = {
    rows,
    columns,
    millimetres,
    pixels: normalise(resampled, rows, columns),
    // The outer borders of both images coincide, not the centres of their first pixels.
    toSlice: ([x, y]: Point) => turned.back([(x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5]),
  };
  return withoutAir(whole);
}

/** A view without what lies left of one column and right of another, this one included. */
export function partOf(view: CanonicalView, left: number, right: number): CanonicalView {
  const width = right - left;
  if (width >= view.columns) return view;
  const pixels = new Float32Array(view.rows * width);
  for (let from = left, to = 0; to < pixels.length; from += view.columns, to += width) {
    pixels.set(view.pixels.subarray(from, from + width), to);
  }
  return { ...view, columns: width, pixels, toSlice: ([x, y]) => view.toSlice([x + left, y]) };
}

/** The columns that show anybody, with some air around: the net's time goes with the area. */
function withoutAir(view: CanonicalView): CanonicalView {
  const { rows, columns, pixels } = view;
  const sums = new Float64Array(columns);
  for (let start = 0; start < pixels.length; start += columns) {
    for (let column = 0; column < columns; column += 1) {
      sums[column] = (sums[column] ?? 0) + (pixels[start + column] ?? 0);
    }
  }
  const bright = sums.map((sum) => Number(sum / rows > AIR));
  const first = bright.indexOf(1);
  if (first < 0) return view;
  const margin = Math.round(AIR_LEFT / view.millimetres);
  return partOf(view, Math.max(0, first - margin), Math.min(columns, bright.lastIndexOf(1) + 1 + margin));
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

/** Area average where pixels get larger, linear interpolation where they get smaller; first down, then across. */
function resample({ pixels }: Slice, turned: Turned, grid: Grid): Float32Array {
  const down = kernels(grid.rows, turned.rows, grid.scaleY);
  const across = kernels(grid.columns, turned.columns, grid.scaleX);
  const out = new Float32Array(grid.rows * grid.columns);
  const line = new Float32Array(turned.columns);
  for (let row = 0; row < grid.rows; row += 1) {
    line.fill(0);
    for (let i = 0; i < down.taps; i += 1) {
      const weight = down.weights[row * down.taps + i] ?? 0;
      if (weight === 0) continue;
      let at = turned.first + ((down.from[row] ?? 0) + i) * turned.alongRows;
      for (let column = 0; column < line.length; column += 1, at += turned.alongColumns) {
        line[column] = (line[column] ?? 0) + weight * (pixels[at] ?? 0);
      }
    }
    for (let column = 0; column < grid.columns; column += 1) {
      const from = across.from[column] ?? 0;
      const weights = column * across.taps;
      let sum = 0;
      for (let i = 0; i < across.taps; i += 1) {
        sum += (across.weights[weights + i] ?? 0) * (line[from + i] ?? 0);
      }
      out[row * grid.columns + column] = sum;
    }
  }
  return out;
}

/** For each pixel of the view the weights of `taps` pixels, from the first that counts. */
interface Kernels {
  readonly taps: number;
  readonly from: Int32Array;
  readonly weights: Float32Array;
}

/** A triangle over the pixels below each pixel of the view, as wide as it is large, but never under one. */
function kernels(count: number, available: number, scale: number): Kernels {
  const reach = Math.max(1, scale);
  const taps = Math.floor(2 * reach) + 1;
  const from = new Int32Array(count);
  const weights = new Float32Array(count * taps);
  for (let i = 0; i < count; i += 1) {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const own = Array.from({ length: taps }, (_, k) =>
      first + k < available ? Math.max(0, 1 - Math.abs(first + k - centre) / reach) : 0,
    );
    const total = own.reduce((sum, weight) => sum + weight, 0);
    from[i] = first;
    weights.set(total > 0 ? own.map((weight) => weight / total) : own, i * taps);
  }
  return { taps, from, weights };
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
    const value = ((values[i] ?? 0) - low) / range;
    shown[i] = value < 0 ? 0 : value > BRIGHTEST ? BRIGHTEST : value;
  }
  return shown;
}

function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
