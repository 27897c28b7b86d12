import { type Keyword, TAGS } from '../../src/dicom/tags.ts';

/** A data set as a test writes it down: values by keyword, sequences as lists of data sets. */
export type TestDataSet = { readonly [K in Keyword]?: TestValue };
type TestValue = string | number | readonly (string | number)[] | readonly TestDataSet[];

export interface TestFile {
  readonly transferSyntaxUid?: string;
  /** Native pixel data, or one list of fragments per frame. */
  readonly pixels?: Uint8Array | readonly (readonly Uint8Array[])[];
  /** Write a basic offset table; only with fragments. */
  readonly offsetTable?: boolean;
}

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const LONG_VRS = ['OB', 'OW', 'SQ', 'UC', 'UN', 'UT'];
const UNDEFINED_LENGTH = 0xffffffff;

/** A small sagittal T1 image of the lumbar spine, 4 × 4 pixels of 12 bits; tests change what they are about. */
export const SAGITTAL_T1: TestDataSet = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
  SOPInstanceUID: '1.2.3.1.1',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.1',
  Modality: 'MR',
  ImageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND'],
  AccessionNumber: 'A1',
  AcquisitionDate: '20260302',
  AcquisitionTime: '101500.25',
  StudyDescription: 'MR lumbar spine',
  SeriesDescription: 'T1 TSE SAG',
  SeriesNumber: 2,
  InstanceNumber: 1,
  PatientID: 'P1',
  IssuerOfPatientID: 'HOSPITAL',
  PatientBirthDate: '19610401',
  PatientSex: 'F',
  Manufacturer: 'TEST',
  ManufacturerModelName: 'Phantom',
  DeviceSerialNumber: 'SR-1',
  MagneticFieldStrength: 1.5,
  ReceiveCoilName: 'Spine',
  ScanningSequence: 'SE',
  SequenceVariant: 'SK',
  RepetitionTime: 600,
  EchoTime: 11,
  EchoTrainLength: 3,
  InPlanePhaseEncodingDirection: 'COL',
  SliceThickness: 4,
  ImagePositionPatient: [0, -100, 100],
  ImageOrientationPatient: [0, 1, 0, 0, 0, -1],
  FrameOfReferenceUID: '1.2.3.9',
  PixelSpacing: [0.7, 0.8],
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: 4,
  Columns: 4,
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
};

/** 16 cells of 16 bits that count up. */
export const COUNTING_PIXELS = new Uint8Array(Uint16Array.from({ length: 16 }, (_, index) => index).buffer);

/** A DICOM file (PS3.10) in implicit or explicit little endian or explicit big endian. */
export function dicomFile(dataSet: TestDataSet, file: TestFile = {}): Buffer {
  const { transferSyntaxUid = EXPLICIT, pixels, offsetTable = false } = file;
  const meta = element('00020010', 'UI', Buffer.from(even(transferSyntaxUid, '\0')), EXPLICIT);
  const body = [encode(dataSet, transferSyntaxUid)];
  if (pixels instanceof Uint8Array)
    body.push(element('7FE00010', 'OW', Buffer.from(pixels), transferSyntaxUid));
  else if (pixels) body.push(encapsulated(pixels, offsetTable));
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, ...body]);
}

/** The same data set in the DICOM JSON model (PS3.18 F). */
export function dicomJson(dataSet: TestDataSet): Record<string, unknown> {
  const elements = entries(dataSet).map(([tag, vr, values]) => [
    tag,
    { vr, Value: values.map((value) => (typeof value === 'object' ? dicomJson(value) : value)) },
  ]);
  return Object.fromEntries(elements);
}

function encode(dataSet: TestDataSet, syntax: string): Buffer {
  return Buffer.concat(
    entries(dataSet).map(([tag, vr, values]) => element(tag, vr, encodeValues(vr, values, syntax), syntax)),
  );
}

function entries(dataSet: TestDataSet): [string, string, readonly (string | number | TestDataSet)[]][] {
  const keywords = Object.keys(TAGS).filter((name): name is Keyword => name in dataSet);
  return keywords
    .flatMap((keyword): [string, string, readonly (string | number | TestDataSet)[]][] => {
      const value = dataSet[keyword];
      if (value === undefined) return [];
      const [tag, vr] = TAGS[keyword];
      return [[tag, vr, Array.isArray(value) ? value : [value]]];
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function encodeValues(
  vr: string,
  values: readonly (string | number | TestDataSet)[],
  syntax: string,
): Buffer {
  if (vr === 'SQ') {
    const items = values.filter((value) => typeof value === 'object').map((item) => encode(item, syntax));
    return Buffer.concat(items.flatMap((item) => [tagAndLength('FFFEE000', item.length, syntax), item]));
  }
  if (vr === 'US') return Buffer.concat(values.map((value) => uint16(Number(value), syntax)));
  if (vr === 'FL') return Buffer.concat(values.map((value) => float32(Number(value), syntax)));
  if (vr === 'FD') return Buffer.concat(values.map((value) => float64(Number(value), syntax)));
  return Buffer.from(even(values.map(String).join('\\'), vr === 'UI' ? '\0' : ' '));
}

function element(tag: string, vr: string, value: Buffer, syntax: string): Buffer {
  if (syntax === IMPLICIT) return Buffer.concat([tagAndLength(tag, value.length, syntax), value]);
  const name = tagAndLength(tag, 0, syntax).subarray(0, 4);
  const length = LONG_VRS.includes(vr)
    ? Buffer.concat([Buffer.alloc(2), uint32(value.length, syntax)])
    : uint16(value.length, syntax);
  return Buffer.concat([name, Buffer.from(vr), length, value]);
}

/** PS3.5 A.4: basic offset table, fragments, sequence delimiter. */
function encapsulated(frames: readonly (readonly Uint8Array[])[], offsetTable: boolean): Buffer {
  const frameItems = frames.map((fragments) =>
    Buffer.concat(fragments.flatMap((bytes) => [tagAndLength('FFFEE000', bytes.length, EXPLICIT), bytes])),
  );
  let offset = 0;
  const offsets = frameItems.map((item) => {
    const start = uint32(offset, EXPLICIT);
    offset += item.length;
    return start;
  });
  const table = offsetTable ? Buffer.concat(offsets) : Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0x00, 0x00]),
    uint32(UNDEFINED_LENGTH, EXPLICIT),
    tagAndLength('FFFEE000', table.length, EXPLICIT),
    table,
    ...frameItems,
    tagAndLength('FFFEE0DD', 0, EXPLICIT),
  ]);
}

function tagAndLength(tag: string, length: number, syntax: string): Buffer {
  const group = Number.parseInt(tag.slice(0, 4), 16);
  const number = Number.parseInt(tag.slice(4), 16);
  return Buffer.concat([uint16(group, syntax), uint16(number, syntax), uint32(length, syntax)]);
}

function uint16(value: number, syntax: string): Buffer {
  const bytes = Buffer.alloc(2);
  if (syntax === BIG_ENDIAN) bytes.writeUInt16BE(value & 0xffff);
  else bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

function uint32(value: number, syntax: string): Buffer {
  const bytes = Buffer.alloc(4);
  if (syntax === BIG_ENDIAN) bytes.writeUInt32BE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}

function float32(value: number, syntax: string): Buffer {
  const bytes = Buffer.alloc(4);
  if (syntax === BIG_ENDIAN) bytes.writeFloatBE(value);
  else bytes.writeFloatLE(value);
  return bytes;
}

function float64(value: number, syntax: string): Buffer {
  const bytes = Buffer.alloc(8);
  if (syntax === BIG_ENDIAN) bytes.writeDoubleBE(value);
  else bytes.writeDoubleLE(value);
  return bytes;
}

function even(text: string, padding: string): string {
  return Buffer.byteLength(text) % 2 === 0 ? text : text + padding;
}
