import { inflateRawSync } from 'node:zlib';
import dicomParser, { type ByteStream, type DataSet } from 'dicom-parser';
import { CodedError } from '../errors.ts';
import { DEFLATED, EXPLICIT_BIG_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from './transfer-syntax.ts';

/** A deflated data set may not grow beyond this: it is a bomb, no MR image. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;

/**
 * Two or three numbers of 16 bits are read for the tag and length of every element and item, and each becomes
 * objects of some 300 bytes for the 8 that it takes in the file. Enhanced MR of 5000 frames, with some 90
 * elements and items each, needs about half of this.
 */
const MAX_TAG_READS = 2_000_000;

const PREAMBLE_BYTES = 128;
const PIXEL_DATA = 'x7fe00010';
const SERIES_INSTANCE_UID = 'x0020000e';

/** How far a file is read: to its end, to its pixels, or until it says which series it is of. */
type Until = 'end' | 'pixels' | 'series';
const LAST_TAG: Readonly<Record<Until, string | undefined>> = {
  end: undefined,
  pixels: PIXEL_DATA,
  series: SERIES_INSTANCE_UID,
};

export interface ReadDataSet {
  readonly dataSet: DataSet;
  readonly transferSyntaxUid: string;
}

/**
 * Reads the file meta information and the data set of a DICOM file (PS3.10 7).
 *
 * @param until `pixels` stops at the pixel data, so that the header of a cut-off image can still be read,
 *   and `series` as early as the series is known
 * @throws CodedError `dicom/not-dicom`, `dicom/truncated`, `dicom/invalid`
 */
export function readDataSet(bytes: Uint8Array, until: Until): ReadDataSet {
  if (!isPart10(bytes)) throw new CodedError('dicom/not-dicom');
  const meta = readFileMeta(bytes);
  const rest = bytes.subarray(meta.end);
  const body =
    meta.transferSyntaxUid === DEFLATED
      ? inflate(rest)
      : Buffer.from(rest.buffer, rest.byteOffset, rest.length);
  const dataSet = guarded(() => parseDataSet(body, meta.transferSyntaxUid, LAST_TAG[until]));
  assertComplete(dataSet, until);
  return { dataSet, transferSyntaxUid: meta.transferSyntaxUid };
}

/** `DICM` after the preamble. */
export function isPart10(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + 4)) === 'DICM';
}

/** Group 0002 is always explicit little endian, and ends where another group starts (PS3.10 7.1). */
function readFileMeta(bytes: Uint8Array): { transferSyntaxUid: string; end: number } {
  if (bytes.length <= PREAMBLE_BYTES + 4) throw new CodedError('dicom/truncated');
  const stream = new dicomParser.ByteStream(
    dicomParser.littleEndianByteArrayParser,
    bytes,
    PREAMBLE_BYTES + 4,
  );
  let transferSyntaxUid: string | undefined;
  let end = stream.position;
  while (end + 8 <= bytes.length && dicomParser.littleEndianByteArrayParser.readUint16(bytes, end) === 2) {
    const element = guarded(() => dicomParser.readDicomElementExplicit(stream));
    if (stream.position > bytes.length) throw new CodedError('dicom/truncated');
    if (element.tag === 'x00020010') {
      transferSyntaxUid = dicomParser.readFixedString(bytes, element.dataOffset, element.length).trim();
    }
    end = stream.position;
  }
  if (end >= bytes.length) throw new CodedError('dicom/truncated');
  if (!transferSyntaxUid) throw new CodedError('dicom/invalid', 'TransferSyntaxUID is missing');
  return { transferSyntaxUid, end };
}

/** Every syntax but implicit and big endian writes the data set as explicit little endian (PS3.5 annex A). */
function parseDataSet(body: Buffer, transferSyntaxUid: string, untilTag = ''): DataSet {
  const numbers =
    transferSyntaxUid === EXPLICIT_BIG_ENDIAN
      ? dicomParser.bigEndianByteArrayParser
      : dicomParser.littleEndianByteArrayParser;
  const stream = boundedTags(new dicomParser.ByteStream(numbers, body, 0));
  const dataSet = new dicomParser.DataSet(numbers, body, {});
  const parse =
    transferSyntaxUid === IMPLICIT_LITTLE_ENDIAN
      ? dicomParser.parseDicomDataSetImplicit
      : dicomParser.parseDicomDataSetExplicit;
  parse(dataSet, stream, body.length, { untilTag });
  return dataSet;
}

/** dicom-parser has no limit of its own. */
function boundedTags(stream: ByteStream): ByteStream {
  const readUint16 = stream.readUint16.bind(stream);
  let reads = 0;
  stream.readUint16 = () => {
    reads += 1;
    if (reads > MAX_TAG_READS) throw new CodedError('dicom/invalid', 'too many elements');
    return readUint16();
  };
  return stream;
}

function inflate(bytes: Uint8Array): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (thrown) {
    const cutOff =
      typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'Z_BUF_ERROR';
    throw new CodedError(cutOff ? 'dicom/truncated' : 'dicom/invalid', 'deflated data set', {
      cause: thrown,
    });
  }
}

/** dicom-parser reads past the end without a word in places, so what it says is there is checked. */
function assertComplete(dataSet: DataSet, until: Until): void {
  for (const element of Object.values(dataSet.elements)) {
    if (until === 'pixels' && element.tag === PIXEL_DATA) continue;
    const unterminated = element.hadUndefinedLength === true && element.length === 0xffffffff;
    if (unterminated || element.dataOffset + element.length > dataSet.byteArray.length) {
      throw new CodedError('dicom/truncated');
    }
  }
}

/** dicom-parser throws bare strings, `{exception, dataSet}` and RangeErrors. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof CodedError) throw thrown;
    const cause =
      typeof thrown === 'object' && thrown !== null && 'exception' in thrown ? thrown.exception : thrown;
    const overrun = /overrun|attempt to read past end of buffer|outside|eof/i.test(String(cause));
    throw new CodedError(overrun ? 'dicom/truncated' : 'dicom/invalid', undefined, { cause });
  }
}
