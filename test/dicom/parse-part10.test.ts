import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  parsePart10,
  parsePart10Headers,
  parsePart10IfImage,
  seriesOfFile,
} from '../../src/dicom/parse-part10.ts';
import { CodedError } from '../../src/errors.ts';
import { COUNTING_PIXELS, dicomFile, SAGITTAL_T1 } from '../support/dicom-builder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

const RLE = '1.2.840.10008.1.2.5';
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const IMAGE = dicomFile(SAGITTAL_T1, { pixels: COUNTING_PIXELS });

const SYNTAXES = {
  'implicit little endian': '1.2.840.10008.1.2',
  'explicit little endian': '1.2.840.10008.1.2.1',
  'explicit big endian': '1.2.840.10008.1.2.2',
};

describe('parsePart10', () => {
  test.each(Object.entries(SYNTAXES))('reads %s', (_name, transferSyntaxUid) => {
    const image = parsePart10(dicomFile(SAGITTAL_T1, { transferSyntaxUid, pixels: COUNTING_PIXELS }));
    expect(image.transferSyntaxUid).toBe(transferSyntaxUid);
    expect(image.frames).toHaveLength(1);
    expect(image.frames[0]?.header).toEqual(parsePart10(IMAGE).frames[0]?.header);
    expect([...(image.frames[0]?.bytes ?? [])]).toEqual([...COUNTING_PIXELS]);
  });

  test('inflates a deflated data set', () => {
    const file = deflatedFile(COUNTING_PIXELS);
    expect([...(parsePart10(file).frames[0]?.bytes ?? [])]).toEqual([...COUNTING_PIXELS]);
    expect(() => parsePart10(file.subarray(0, -20))).toThrow(
      expect.objectContaining({ code: 'dicom/truncated' }),
    );
  });

  test('keeps of what was inflated the frames alone, and inflates no bomb', () => {
    const [frame] = parsePart10(deflatedFile(new Uint8Array(100_000))).frames;
    expect(frame?.bytes.buffer.byteLength).toBe(32);
    expect(() => parsePart10(deflatedFile(new Uint8Array(64 * 1024 ** 2)))).toThrow(
      expect.objectContaining({ code: 'dicom/invalid' }),
    );
  });

  test('makes no objects of a million empty items', () => {
    const items = Buffer.alloc(8 * 1_000_001, Buffer.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0));
    const sequence = Buffer.from([0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0, 0, 0, 0]);
    sequence.writeUInt32LE(items.length, 8);
    const meta = IMAGE.subarray(0, 132 + 8 + 20);
    expect(() => parsePart10(Buffer.concat([meta, sequence, items]))).toThrow(
      expect.objectContaining({ message: expect.stringContaining('too many elements') }),
    );
  });

  test('keeps only the frames of a multi-frame image apart', () => {
    const image = parsePart10(
      dicomFile({ ...SAGITTAL_T1, NumberOfFrames: 2, Rows: 2 }, { pixels: COUNTING_PIXELS }),
    );
    expect(image.frames.map(({ header }) => header.frameNumber)).toEqual([1, 2]);
    expect([...(image.frames[1]?.bytes ?? [])]).toEqual([...COUNTING_PIXELS.subarray(16)]);
  });

  test('finds compressed frames one per fragment, by the offset table, or by end-of-image markers', () => {
    const end = [0xff, 0xd9];
    const frames = [[Buffer.from([1, 2]), Buffer.from([3, 4, ...end])], [Buffer.from([5, 6, ...end])]];
    const whole = [
      [1, 2, 3, 4, ...end],
      [5, 6, ...end],
    ];
    const twoFrames = { ...SAGITTAL_T1, NumberOfFrames: 2 };
    expect(
      bytesOf(dicomFile(twoFrames, { transferSyntaxUid: RLE, pixels: frames, offsetTable: true })),
    ).toEqual(whole);
    expect(bytesOf(dicomFile(twoFrames, { transferSyntaxUid: JPEG_LS, pixels: frames }))).toEqual(whole);
    const onePerFrame = whole.map((bytes) => [Buffer.from(bytes)]);
    expect(bytesOf(dicomFile(twoFrames, { transferSyntaxUid: RLE, pixels: onePerFrame }))).toEqual(whole);
    expect(
      bytesOf(dicomFile(SAGITTAL_T1, { transferSyntaxUid: JPEG_LS, pixels: frames.slice(0, 1) })),
    ).toEqual(whole.slice(0, 1));
  });

  test.each([
    ['nothing at all', Buffer.alloc(0), 'dicom/not-dicom'],
    ['text', Buffer.from('not an image '.repeat(50)), 'dicom/not-dicom'],
    ['a preamble alone', IMAGE.subarray(0, 132), 'dicom/truncated'],
    ['a file that ends within the pixels', IMAGE.subarray(0, -1), 'dicom/truncated'],
    ['a file that ends within the header', IMAGE.subarray(0, 400), 'dicom/truncated'],
    ['a header without pixels', dicomFile(SAGITTAL_T1), 'dicom/no-pixel-data'],
    [
      'pixel data without pixels',
      dicomFile(SAGITTAL_T1, { pixels: new Uint8Array() }),
      'dicom/no-pixel-data',
    ],
    [
      'fewer pixels than rows × columns',
      dicomFile(SAGITTAL_T1, { pixels: new Uint8Array(30) }),
      'dicom/truncated',
    ],
    [
      'more frames than there are pixels for',
      dicomFile({ ...SAGITTAL_T1, NumberOfFrames: 4999 }, { pixels: COUNTING_PIXELS }),
      'dicom/truncated',
    ],
    [
      'a number of frames beyond any series',
      dicomFile({ ...SAGITTAL_T1, NumberOfFrames: 2_000_000_000 }, { pixels: COUNTING_PIXELS }),
      'dicom/invalid',
    ],
    [
      'no identity',
      dicomFile({ ...SAGITTAL_T1, SOPInstanceUID: '' }, { pixels: COUNTING_PIXELS }),
      'dicom/invalid',
    ],
    [
      'a transfer syntax that nobody knows',
      dicomFile(SAGITTAL_T1, { transferSyntaxUid: '1.2.3.4.5', pixels: COUNTING_PIXELS }),
      'dicom/transfer-syntax',
    ],
    [
      'no transfer syntax',
      dicomFile(SAGITTAL_T1, { transferSyntaxUid: '', pixels: COUNTING_PIXELS }),
      'dicom/invalid',
    ],
    [
      'native pixels in a compressed transfer syntax',
      dicomFile(SAGITTAL_T1, { transferSyntaxUid: RLE, pixels: COUNTING_PIXELS }),
      'dicom/invalid',
    ],
    [
      'compressed pixels without their end',
      dicomFile(SAGITTAL_T1, { transferSyntaxUid: RLE, pixels: [[Buffer.alloc(8)]] }).subarray(0, -8),
      'dicom/truncated',
    ],
    [
      'fewer fragments than frames',
      dicomFile(
        { ...SAGITTAL_T1, NumberOfFrames: 3 },
        { transferSyntaxUid: RLE, pixels: [[Buffer.alloc(8)]] },
      ),
      'dicom/truncated',
    ],
  ])('refuses %s', (_what, bytes, code) => {
    expect(() => parsePart10(bytes)).toThrow(expect.objectContaining({ code }));
  });

  test('never names a patient in an error', () => {
    const secret = dicomFile({ ...SAGITTAL_T1, PatientID: 'SECRET', Rows: 0 }, { pixels: COUNTING_PIXELS });
    expect(() => parsePart10(secret)).toThrow(expect.not.stringContaining('SECRET'));
  });

  test('raises nothing but coded errors, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, withPrefix) => {
        const file = withPrefix ? Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), bytes]) : bytes;
        expectOnlyCodedErrors(file);
      }),
    );
  });

  test('raises nothing but coded errors on any truncation', () => {
    const deep = dicomFile(
      { ...SAGITTAL_T1, SharedFunctionalGroupsSequence: [{ MREchoSequence: [{ EffectiveEchoTime: 11 }] }] },
      { pixels: COUNTING_PIXELS },
    );
    for (let length = 0; length < deep.length; length += 1) {
      expect(() => parsePart10(deep.subarray(0, length))).toThrow(CodedError);
    }
  });

  test('raises nothing but coded errors on flipped bits', () => {
    const flips = fc.array(fc.tuple(fc.nat(IMAGE.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SYNTAXES)), flips, (transferSyntaxUid, damage) => {
        const file = dicomFile(SAGITTAL_T1, { transferSyntaxUid, pixels: COUNTING_PIXELS });
        for (const [position, bit] of damage) file[position] = (file[position] ?? 0) ^ (1 << bit);
        expectOnlyCodedErrors(file);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parsePart10Headers', () => {
  test('still reads the header of an image whose pixels are cut off', () => {
    expect(parsePart10Headers(IMAGE.subarray(0, -9))).toEqual(parsePart10Headers(IMAGE));
    expect(parsePart10Headers(IMAGE)).toEqual(parsePart10(IMAGE).frames.map(({ header }) => header));
  });

  test('finds no image in reports and segmentations', () => {
    const { Rows: _rows, ...report } = SAGITTAL_T1;
    expect(parsePart10Headers(dicomFile({ ...report, Modality: 'SR' }))).toEqual([]);
    expect(parsePart10Headers(dicomFile({ ...SAGITTAL_T1, Modality: 'SEG' }))).toEqual([]);
  });
});

test('a file that may be something else is read when it is an image', () => {
  const { Rows: _rows, ...raw } = SAGITTAL_T1;
  expect(parsePart10IfImage(IMAGE)).toEqual(parsePart10(IMAGE));
  expect(parsePart10IfImage(dicomFile(raw))).toBeUndefined();
  expect(() => parsePart10IfImage(IMAGE.subarray(0, -9))).toThrow(CodedError);
});

describe('the series of a damaged file', () => {
  const series = {
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2.3.1',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.4',
  };

  test.each(Object.values(SYNTAXES))('is known as soon as it was said (%s)', (transferSyntaxUid) => {
    const file = dicomFile(SAGITTAL_T1, { transferSyntaxUid, pixels: COUNTING_PIXELS });
    const found = Array.from(file, (_, length) => seriesOfFile(file.subarray(0, length)));
    const first = found.findIndex((each) => each !== undefined);
    expect(first).toBeGreaterThan(0);
    expect(found.slice(first)).toEqual(found.slice(first).map(() => series));
  });

  test('is not known of what is no DICOM', () => {
    expect(seriesOfFile(Buffer.from('text'))).toBeUndefined();
  });
});

describeWithTestData('damaged real files', () => {
  test('a truncated MR image is named as such, but its header can be read', () => {
    const bytes = readFileSync(testData('mr-variants/MR_truncated.dcm'));
    expect(() => parsePart10(bytes)).toThrow(expect.objectContaining({ code: 'dicom/truncated' }));
    expect(parsePart10Headers(bytes)).toHaveLength(1);
  });

  test.each(['MR_small_implicit.dcm', 'emri_small_RLE.dcm', 'image_dfl.dcm'])(
    '%s raises nothing but coded errors when cut or flipped anywhere',
    (name) => {
      const whole = readFileSync(testData(`mr-variants/${name}`));
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.nat(whole.length - 1), (cut, flip) => {
          const file = Buffer.from(whole.subarray(0, cut));
          if (flip < cut) file[flip] = (file[flip] ?? 0) ^ 0x55;
          expectOnlyCodedErrors(file);
        }),
      );
    },
  );
});

function expectOnlyCodedErrors(bytes: Uint8Array): void {
  try {
    parsePart10(bytes);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CodedError);
  }
}

function deflatedFile(pixels: Uint8Array): Buffer {
  const transferSyntaxUid = '1.2.840.10008.1.2.1.99';
  const plain = dicomFile(SAGITTAL_T1, { transferSyntaxUid, pixels });
  const meta = plain.subarray(0, 132 + 8 + transferSyntaxUid.length);
  return Buffer.concat([meta, deflateRawSync(plain.subarray(meta.length))]);
}

function bytesOf(file: Buffer): number[][] {
  return parsePart10(file).frames.map(({ bytes }) => [...bytes]);
}
