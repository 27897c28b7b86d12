import { CodedError } from '../errors.ts';
import type { PixelArray, PixelDescription } from './image.ts';

/** 4096 × 4096; the largest MR images are 2048 × 2048. */
const MAX_PIXELS = 2 ** 24;

/**
 * Refuses what is not a plain grey image of 8 or 16 bit cells, before anything is allocated for it.
 *
 * @throws CodedError `dicom/pixel-format`
 */
export function assertReadablePixels(pixels: PixelDescription): void {
  const { rows, columns, bitsAllocated, bitsStored, highBit, samplesPerPixel, photometricInterpretation } =
    pixels;
  const grey = samplesPerPixel === 1 && /^MONOCHROME[12]$/.test(photometricInterpretation);
  if (!grey) throw new CodedError('dicom/pixel-format', photometricInterpretation.slice(0, 16));
  const cells = bitsAllocated === 8 || bitsAllocated === 16;
  // PS3.5 8.1.1: HighBit is one less than BitsStored.
  if (!cells || bitsStored < 1 || bitsStored > bitsAllocated || highBit !== bitsStored - 1) {
    throw new CodedError('dicom/pixel-format', `${bitsStored} of ${bitsAllocated} bits, high bit ${highBit}`);
  }
  if (rows * columns > MAX_PIXELS) throw new CodedError('dicom/pixel-format', `${columns} × ${rows} pixels`);
}

/**
 * Stored values out of their cells: what lies above BitsStored (old overlays) is masked off and the
 * sign extended (PS3.5 8.1.1).
 *
 * @param cells rows × columns cells of 1 or 2 bytes, little endian
 * @throws CodedError `dicom/undecodable` when there are not rows × columns of them
 */
export function storedValues(cells: Uint8Array, pixels: PixelDescription): PixelArray {
  const count = pixels.rows * pixels.columns;
  const values = emptyPixels(pixels, count);
  const unused = 32 - pixels.bitsStored;
  const extend = pixels.signed
    ? (cell: number) => (cell << unused) >> unused
    : (cell: number) => (cell << unused) >>> unused;
  if (cells.length === count) {
    for (let index = 0; index < count; index += 1) values[index] = extend(cells[index] ?? 0);
    return values;
  }
  if (cells.length !== 2 * count) {
    throw new CodedError('dicom/undecodable', `${cells.length} bytes for ${count} pixels`);
  }
  const view = new DataView(cells.buffer, cells.byteOffset, cells.length);
  for (let index = 0; index < count; index += 1) values[index] = extend(view.getUint16(2 * index, true));
  return values;
}

/** A copy with the two bytes of every cell swapped. */
export function swapBytes(cells: Uint8Array): Uint8Array {
  return Buffer.from(cells).swap16();
}

function emptyPixels(pixels: PixelDescription, count: number): PixelArray {
  if (pixels.bitsAllocated === 8) return pixels.signed ? new Int8Array(count) : new Uint8Array(count);
  return pixels.signed ? new Int16Array(count) : new Uint16Array(count);
}
