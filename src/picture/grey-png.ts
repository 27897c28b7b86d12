import { encode } from 'fast-png';
import type { Slice } from '../dicom/image.ts';

/** The darkest 1 % black and the brightest 0.5 % white: coil hot spots do not dim the spine. */
const WINDOW = { low: 0.01, high: 0.995 } as const;

/** One image as an 8-bit grey PNG, windowed by its own percentiles. */
export function greyPng({ header, pixels }: Slice): Uint8Array {
  const sorted = pixels.toSorted();
  const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
  const low = at(WINDOW.low);
  const range = Math.max(1, at(WINDOW.high) - low);
  const data = Uint8Array.from(pixels, (value) => Math.min(255, Math.max(0, ((value - low) / range) * 255)));
  return encode({ width: header.pixels.columns, height: header.pixels.rows, data, channels: 1, depth: 8 });
}
