import { normal } from '../../fixtures/phantom/random.ts';
import type { Slice } from '../../src/dicom/image.ts';

/** A way in which images are worse than those that the net was trained on. */
export interface Spoiling {
  readonly name: string;
  readonly apply: (slice: Slice, random: () => number) => Slice;
}

/** What happens in hospitals, and a little more. */
export const SPOILINGS: readonly Spoiling[] = [
  { name: 'as they are', apply: (slice) => slice },
  { name: 'noisy', apply: (slice, random) => noisy(slice, 0.12, random) },
  { name: 'very noisy', apply: (slice, random) => noisy(slice, 0.3, random) },
  { name: 'pixels said to be 30 % larger', apply: (slice) => scaled(slice, 1.3) },
  { name: 'pixels said to be 30 % smaller', apply: (slice) => scaled(slice, 0.7) },
  { name: 'cut below 70 %', apply: (slice) => cut(slice, 0, 0.7) },
  { name: 'cut below 55 %', apply: (slice) => cut(slice, 0, 0.55) },
  { name: 'cut above 40 %', apply: (slice) => cut(slice, 0.4, 1) },
  { name: 'inverted', apply: inverted },
  { name: 'blurred', apply: blurred },
];

function withPixels(slice: Slice, value: (pixel: number, index: number) => number): Slice {
  return {
    ...slice,
    pixels: Uint16Array.from(slice.pixels, (pixel, index) => Math.max(0, value(pixel, index))),
  };
}

function brightest({ pixels }: Slice): number {
  return Float64Array.from(pixels).toSorted()[Math.floor(pixels.length * 0.99)] ?? 1;
}

/** Rician noise of this share of the 99th percentile; values are stored tenfold so that it is not rounded away. */
function noisy(slice: Slice, share: number, random: () => number): Slice {
  const sigma = share * brightest(slice) * 10;
  return withPixels(slice, (pixel) =>
    Math.hypot(pixel * 10 + sigma * normal(random), sigma * normal(random)),
  );
}

function scaled(slice: Slice, factor: number): Slice {
  const { plane } = slice.header;
  if (!plane) return slice;
  const spacing = { rowSpacing: plane.rowSpacing * factor, columnSpacing: plane.columnSpacing * factor };
  return { ...slice, header: { ...slice.header, plane: { ...plane, ...spacing } } };
}

function cut(slice: Slice, from: number, to: number): Slice {
  const { rows, columns } = slice.header.pixels;
  const inside = (index: number) => index >= from * rows * columns && index < to * rows * columns;
  return withPixels(slice, (pixel, index) => (inside(index) ? pixel : 0));
}

function inverted(slice: Slice): Slice {
  const top = brightest(slice);
  return withPixels(slice, (pixel) => (pixel > 0.05 * top ? top - pixel : pixel));
}

function blurred(slice: Slice): Slice {
  const { columns } = slice.header.pixels;
  const at = (index: number) => slice.pixels[index] ?? 0;
  return withPixels(slice, (_, index) => {
    let sum = 0;
    for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) sum += at(index + y * columns + x);
    return sum / 25;
  });
}
