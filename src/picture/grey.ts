import { encode } from 'fast-png';
import type { Slice } from '../dicom/image.ts';
import type { Box, View } from './view.ts';

/** What is black and what is white, in stored values. */
export interface Contrast {
  readonly low: number;
  readonly high: number;
}

const PERCENTILES = { low: 0.01, high: 0.995 } as const;
/** Room above the brightest: bone is then a light grey, and fat beside it is not yet white. */
const HEADROOM = 1.15;
/** Percentiles are read on every second pixel of every second row. */
const EVERY = 2;

/** The window that suits one part of an image: fat beside the coil, outside it, does not dim the spine. */
export function contrastOf(slice: Slice, view: View, part: Box): Contrast {
  const { left, top, right, bottom } = pixelsOf(view, part);
  const values: number[] = [];
  for (let row = top; row < bottom; row += EVERY) {
    for (let column = left; column < right; column += EVERY) {
      values.push(slice.pixels[view.indexAt(column, row)] ?? 0);
    }
  }
  const sorted = Float64Array.from(values).toSorted();
  const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
  const low = at(PERCENTILES.low);
  return { low, high: low + (at(PERCENTILES.high) - low) * HEADROOM };
}

export interface GreyPart {
  /** Where it lies in the view: whole pixels, so a little more than was asked for. */
  readonly box: Box;
  readonly png: Uint8Array;
}

/** A part of an image as an 8-bit grey PNG, turned as the view says; undefined when no pixel is in it. */
export function greyPart(
  slice: Slice,
  view: View,
  part: Box,
  { contrast, gamma }: { contrast: Contrast; gamma: number },
): GreyPart | undefined {
  const { left, top, right, bottom } = pixelsOf(view, part);
  const [width, height] = [right - left, bottom - top];
  if (width <= 0 || height <= 0) return undefined;
  const inverse = slice.header.pixels.photometricInterpretation === 'MONOCHROME1';
  const range = Math.max(1, contrast.high - contrast.low);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const stored = slice.pixels[view.indexAt(left + column, top + row)] ?? 0;
      const share = Math.min(1, Math.max(0, (stored - contrast.low) / range));
      data[row * width + column] = Math.round(255 * (inverse ? 1 - share : share) ** gamma);
    }
  }
  const [x, y] = view.spacing;
  return {
    box: { left: left * x, top: top * y, width: width * x, height: height * y },
    png: encode({ width, height, data, channels: 1, depth: 8 }, { zlib: { level: 1 } }),
  };
}

function pixelsOf({ columns, rows, spacing: [x, y] }: View, { left, top, width, height }: Box) {
  return {
    left: Math.max(0, Math.floor(left / x)),
    top: Math.max(0, Math.floor(top / y)),
    right: Math.min(columns, Math.ceil((left + width) / x)),
    bottom: Math.min(rows, Math.ceil((top + height) / y)),
  };
}
