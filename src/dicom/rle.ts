import { CodedError } from '../errors.ts';

/** Number of segments, then 15 offsets, 4 bytes each (PS3.5 G.5). */
const HEADER_BYTES = 64;

/**
 * RLE lossless (PS3.5 annex G) of grey pixels: one segment per byte of a cell, the highest byte first.
 * Stricter than the codec library, which fills up a cut-off frame with zeros.
 *
 * @returns `count` cells of `cellBytes` bytes, little endian
 * @throws CodedError `dicom/undecodable`
 */
export function decodeRle(bytes: Uint8Array, count: number, cellBytes: 1 | 2): Uint8Array {
  if (bytes.length < HEADER_BYTES) throw new CodedError('dicom/undecodable', 'RLE header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== cellBytes) throw new CodedError('dicom/undecodable', 'RLE segments');
  const cells = new Uint8Array(count * cellBytes);
  for (let segment = 0; segment < cellBytes; segment += 1) {
    const start = view.getUint32(4 * (segment + 1), true);
    const end = segment + 1 < cellBytes ? view.getUint32(4 * (segment + 2), true) : bytes.length;
    if (start < HEADER_BYTES || start > end || end > bytes.length) {
      throw new CodedError('dicom/undecodable', 'RLE offsets');
    }
    unpack(bytes.subarray(start, end), cells, cellBytes - 1 - segment, cellBytes);
  }
  return cells;
}

/** PackBits of one segment into every `step`-th byte from `offset`. */
function unpack(segment: Uint8Array, cells: Uint8Array, offset: number, step: number): void {
  let read = 0;
  let write = offset;
  while (write < cells.length) {
    const control = segment[read];
    if (control === undefined) throw new CodedError('dicom/undecodable', 'RLE segment ends too early');
    read += 1;
    if (control === 128) continue;
    const literal = control < 128;
    const run = literal ? control + 1 : 257 - control;
    if (read + (literal ? run : 1) > segment.length || write + (run - 1) * step >= cells.length) {
      throw new CodedError('dicom/undecodable', 'RLE run out of bounds');
    }
    for (let index = 0; index < run; index += 1) {
      cells[write] = segment[literal ? read + index : read] ?? 0;
      write += step;
    }
    read += literal ? run : 1;
  }
}
