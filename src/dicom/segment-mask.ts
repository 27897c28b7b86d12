import type { DataSet } from 'dicom-parser';
import { CodedError } from '../errors.ts';
import { type Attributes, integer, text } from './attributes.ts';
import { EXPLICIT_BIG_ENDIAN, isEncapsulated, transferSyntax } from './transfer-syntax.ts';

/** 2048 × 2048, the largest MR images. */
const MAX_PIXELS = 2 ** 22;

/** The frames of a segmentation as they are stored: unpacked, bits would take eight times the memory. */
export interface PackedMasks {
  readonly rows: number;
  readonly columns: number;
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly bitsAllocated: 1 | 8 | 16;
  /** Value of a pixel that is wholly in its segment; only of fractional ones. */
  readonly full: number;
  readonly bytes: Uint8Array;
}

/**
 * The pixel data of a segmentation (PS3.3 C.8.20.2): 1 bit per pixel for binary ones, 8 for fractional ones,
 * 8 or 16 for label maps.
 *
 * @throws CodedError `dicom/pixel-format`, `dicom/transfer-syntax`, `dicom/no-pixel-data`, `dicom/truncated`
 */
export function packedMasks(
  attributes: Attributes,
  dataSet: DataSet,
  transferSyntaxUid: string,
  frames: number,
): PackedMasks {
  const rows = integer(attributes, 'Rows') ?? 0;
  const columns = integer(attributes, 'Columns') ?? 0;
  const type = text(attributes, 'SegmentationType') ?? '';
  const bitsAllocated = integer(attributes, 'BitsAllocated') ?? 0;
  const format = knownFormat(type, bitsAllocated);
  if (format === undefined || rows < 1 || columns < 1 || rows * columns > MAX_PIXELS) {
    const detail = `${type.slice(0, 16)}, ${bitsAllocated} bits, ${columns} × ${rows} pixels`;
    throw new CodedError('dicom/pixel-format', detail);
  }
  const syntax = transferSyntax(transferSyntaxUid);
  const element = dataSet.elements['x7fe00010'];
  if (element === undefined) throw new CodedError('dicom/no-pixel-data');
  // Big endian swaps bits with their words (PS3.5 annex D); nobody writes segmentations so.
  const native = syntax !== undefined && !isEncapsulated(syntax) && transferSyntaxUid !== EXPLICIT_BIG_ENDIAN;
  if (!native || element.encapsulatedPixelData === true) {
    throw new CodedError('dicom/transfer-syntax', transferSyntaxUid.slice(0, 64));
  }
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  if (bytes.length * 8 < frames * rows * columns * bitsAllocated) {
    throw new CodedError('dicom/truncated', 'fewer pixels than declared');
  }
  const full = integer(attributes, 'MaximumFractionalValue') ?? 255;
  return { rows, columns, ...format, full, bytes };
}

type Format = Pick<PackedMasks, 'type' | 'bitsAllocated'>;

function knownFormat(type: string, bits: number): Format | undefined {
  if (type === 'BINARY' && bits === 1) return { type, bitsAllocated: 1 };
  if (type === 'FRACTIONAL' && bits === 8) return { type, bitsAllocated: 8 };
  if (type === 'LABELMAP' && bits === 8) return { type, bitsAllocated: 8 };
  return type === 'LABELMAP' && bits === 16 ? { type, bitsAllocated: 16 } : undefined;
}

/**
 * The pixels of one frame that belong to a segment, row by row: 1 inside, 0 outside. A fractional pixel is
 * inside from one half on.
 *
 * @param frame 0-based
 * @param segmentNumber for label maps; frames of other types hold one segment only
 */
export function segmentMask(masks: PackedMasks, frame: number, segmentNumber: number): Uint8Array {
  const { rows, columns, bytes } = masks;
  const count = rows * columns;
  const first = frame * count;
  const mask = new Uint8Array(count);
  const isInside = reader(masks, segmentNumber);
  for (let i = 0; i < count; i += 1) mask[i] = isInside(bytes, first + i) ? 1 : 0;
  return mask;
}

/** Whether any pixel of a frame belongs to a segment. */
export function hasSegment(masks: PackedMasks, frame: number, segmentNumber: number): boolean {
  const { rows, columns, bytes } = masks;
  const first = frame * rows * columns;
  const end = first + rows * columns;
  const isInside = reader(masks, segmentNumber);
  for (let i = first; i < end; i += 1) if (isInside(bytes, i)) return true;
  return false;
}

function reader({ type, bitsAllocated, full }: PackedMasks, segmentNumber: number) {
  // The first pixel is in the lowest bit, and frames follow each other without padding (PS3.5 8.1.1).
  if (bitsAllocated === 1)
    return (bytes: Uint8Array, i: number) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1;
  if (type === 'FRACTIONAL') return (bytes: Uint8Array, i: number) => 2 * (bytes[i] ?? 0) >= full;
  if (bitsAllocated === 8) return (bytes: Uint8Array, i: number) => bytes[i] === segmentNumber;
  return (bytes: Uint8Array, i: number) =>
    (bytes[2 * i] ?? 0) + 256 * (bytes[2 * i + 1] ?? 0) === segmentNumber;
}
