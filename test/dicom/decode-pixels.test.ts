import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import type { PixelArray, PixelDescription } from '../../src/dicom/image.ts';
import { parsePart10 } from '../../src/dicom/parse-part10.ts';
import { BASELINE_RAMP, RAMP_FRAMES } from '../support/ramp-frames.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

const EXPLICIT = '1.2.840.10008.1.2.1';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const RLE = '1.2.840.10008.1.2.5';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';

const PIXELS: PixelDescription = {
  rows: 1,
  columns: 4,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  signed: false,
  samplesPerPixel: 1,
  photometricInterpretation: 'MONOCHROME2',
  rescaleSlope: 1,
  rescaleIntercept: 0,
  pixelPaddingValue: undefined,
  lossy: false,
};

const decoder = new PixelDecoder({ threads: 1 });
afterAll(() => decoder.close());

describe('uncompressed pixels', () => {
  const cells = Uint8Array.of(0x01, 0x00, 0xff, 0x0f, 0x00, 0xf8, 0x34, 0x12);

  test('lose what lies above the stored bits', async () => {
    expect(await decode(cells)).toEqual([0x001, 0xfff, 0x800, 0x234]);
  });

  test('are extended from the sign bit of the stored bits', async () => {
    expect(await decode(cells, { signed: true })).toEqual([1, -1, -2048, 0x234]);
  });

  test('in big endian are the same values', async () => {
    const swapped = Buffer.from(cells).swap16();
    expect(await decode(swapped, {}, BIG_ENDIAN)).toEqual(await decode(cells));
    expect([...swapped]).toEqual([...Buffer.from(cells).swap16()]);
  });

  test('of 8 bits are bytes', async () => {
    const bytes = { bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    expect(await decode(Uint8Array.of(0, 1, 128, 255), bytes)).toEqual([0, 1, 128, 255]);
    expect(await decode(Uint8Array.of(0, 1, 128, 255), { ...bytes, signed: true })).toEqual([0, 1, -128, -1]);
  });

  test('keep every value that fits, signed or not, for any number of stored bits', async () => {
    const cases = fc
      .integer({ min: 1, max: 16 })
      .chain((bits) =>
        fc.tuple(
          fc.constant(bits),
          fc.boolean(),
          fc.array(fc.nat(2 ** bits - 1), { minLength: 4, maxLength: 4 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ([bitsStored, signed, stored]) => {
        const values = stored.map((value) =>
          signed && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value,
        );
        const bytes = new Uint8Array(Uint16Array.from(values).buffer);
        expect(await decode(bytes, { bitsStored, highBit: bitsStored - 1, signed })).toEqual(values);
      }),
    );
  });
});

describe('RLE', () => {
  test('unpacks runs and literals, the high byte first', async () => {
    const high = [0xfd, 0x01]; // 4 × 01
    const low = [0x01, 0x0a, 0x0b, 0x80, 0xff, 0x0c]; // 0a 0b, nothing, 2 × 0c
    expect(await decode(rle([high, low]), {}, RLE)).toEqual([0x10a, 0x10b, 0x10c, 0x10c]);
  });

  test.each([
    [
      'a segment that ends too early',
      rle([
        [0xfd, 0x01],
        [0x01, 0x0a, 0x0b],
      ]),
    ],
    [
      'a run beyond the image',
      rle([
        [0xfd, 0x01],
        [0xfc, 0x01],
      ]),
    ],
    [
      'a literal beyond its segment',
      rle([
        [0xfd, 0x01],
        [0x03, 0x01],
      ]),
    ],
    ['a missing segment', rle([[0xfd, 0x01]])],
    ['half a header', Uint8Array.of(2, 0, 0, 0)],
    [
      'offsets that point nowhere',
      rle(
        [
          [0xfd, 0x01],
          [0xfd, 0x01],
        ],
        5000,
      ),
    ],
  ])('refuses %s instead of filling up with zeros', async (_what, bytes) => {
    await expect(decode(bytes, {}, RLE)).rejects.toMatchObject({ code: 'dicom/undecodable' });
  });
});

describe('compressed pixels', () => {
  const size = { rows: 32, columns: 32 };
  const ramp = Array.from({ length: 32 * 32 }, (_, index) => index);

  test.each(Object.entries(RAMP_FRAMES))('in %s come back exactly', async (uid, base64) => {
    expect(await decode(Buffer.from(base64, 'base64'), size, uid)).toEqual(ramp);
  });

  test.each(['1.2.840.10008.1.2.4.202', '1.2.840.10008.1.2.4.203'])(
    '%s is high-throughput JPEG 2000 too',
    async (uid) => {
      const frame = Buffer.from(RAMP_FRAMES['1.2.840.10008.1.2.4.201'], 'base64');
      expect(await decode(frame, size, uid)).toEqual(ramp);
    },
  );

  test('are extended from their sign bit as uncompressed ones are', async () => {
    const frame = Buffer.from(RAMP_FRAMES['1.2.840.10008.1.2.5'], 'base64');
    const ten = await decode(frame, { ...size, signed: true, bitsStored: 10, highBit: 9 }, RLE);
    expect(ten).toEqual(ramp.map((value) => (value < 512 ? value : value - 1024)));
  });

  test('of JPEG baseline come back nearly', async () => {
    const bytes = { ...size, bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    const values = await decode(Buffer.from(BASELINE_RAMP, 'base64'), bytes, '1.2.840.10008.1.2.4.50');
    expect(Math.max(...values.map((value, index) => Math.abs(value - Math.floor(index / 4))))).toBeLessThan(
      4,
    );
  });
});

describe('what cannot be decoded', () => {
  const bytes = new Uint8Array(8);
  test.each<[string, Partial<PixelDescription>]>([
    ['colour', { samplesPerPixel: 3, photometricInterpretation: 'RGB' }],
    ['a palette', { photometricInterpretation: 'PALETTE COLOR' }],
    ['32 bits', { bitsAllocated: 32, bitsStored: 32, highBit: 31 }],
    ['more bits stored than allocated', { bitsStored: 17, highBit: 16 }],
    ['bits in an odd place', { bitsStored: 12, highBit: 15 }],
    ['an image of absurd size', { rows: 65535, columns: 65535 }],
  ])('%s is another pixel format', async (_what, change) => {
    await expect(decode(bytes, change)).rejects.toMatchObject({ code: 'dicom/pixel-format' });
  });

  test.each(['1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.100', '', 'constructor'])(
    'transfer syntax "%s" is not read',
    async (uid) => {
      await expect(decode(bytes, {}, uid)).rejects.toMatchObject({ code: 'dicom/transfer-syntax' });
    },
  );

  test('a frame of another length than rows × columns', async () => {
    await expect(decode(new Uint8Array(6))).rejects.toMatchObject({ code: 'dicom/undecodable' });
    await expect(decode(new Uint8Array(10))).rejects.toMatchObject({ code: 'dicom/undecodable' });
  });

  test('a codestream that claims another size than its header never reaches the codec', async () => {
    const huge = Buffer.from(RAMP_FRAMES[JPEG_2000], 'base64');
    huge.writeUInt32BE(60_000, 8);
    huge.writeUInt32BE(60_000, 12);
    await expect(decode(huge, {}, JPEG_2000)).rejects.toMatchObject({
      code: 'dicom/undecodable',
      message: expect.stringContaining('another size'),
    });
  });

  test.each(['1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.80', JPEG_2000] as const)(
    'a codestream with more than grey in it never reaches the codec (%s)',
    async (uid) => {
      const frame = Buffer.from(RAMP_FRAMES[uid], 'base64');
      const components = uid === JPEG_2000 ? 41 : frame.indexOf(Buffer.of(0, 32, 0, 32)) + 4;
      expect(frame[components]).toBe(1);
      frame[components] = 3;
      await expect(decode(frame, { rows: 32, columns: 32 }, uid)).rejects.toMatchObject({
        code: 'dicom/pixel-format',
      });
    },
  );

  test.each([
    ['of no size', 32, 0, 0],
    ['that begin beyond the image', 32, 32, 40],
    ['for every pixel', 64, 1, 0],
  ])('tiles %s never reach the codec', async (_what, size, tile, firstTile) => {
    const frame = Buffer.from(RAMP_FRAMES[JPEG_2000], 'base64');
    for (const [position, value] of [size, size, 0, 0, tile, tile, firstTile, firstTile].entries()) {
      frame.writeUInt32BE(value, 8 + 4 * position);
    }
    await expect(decode(frame, { rows: size, columns: size }, JPEG_2000)).rejects.toMatchObject({
      code: 'dicom/undecodable',
      message: expect.stringContaining('another size'),
    });
  });

  test('random bytes in any compressed transfer syntax', async () => {
    const syntaxes = ['50', '57', '70', '80', '81', '90', '91', '201', '202', '203'].map(
      (end) => `1.2.840.10008.1.2.4.${end}`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(RLE, ...syntaxes),
        fc.uint8Array({ maxLength: 300 }),
        async (uid, noise) => {
          await expect(decode(noise, {}, uid)).rejects.toMatchObject({ code: 'dicom/undecodable' });
        },
      ),
    );
  });
});

describeWithTestData('one MR image in every transfer syntax', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9])('file %i has the pixels of file 1', async (number) => {
    const [frame] = await decodeFile(`transfer-syntaxes/${number}.dcm`);
    const [original] = await decodeFile('transfer-syntaxes/1.dcm');
    expect(frame).toHaveLength(384 * 384);
    expect(same(frame, original)).toBe(true);
  });

  test.each([4, 5, 6, 7, 8, 9])(
    'file %i, cut off within its frame, is refused rather than half decoded',
    async (number) => {
      const { frames, transferSyntaxUid } = parsePart10(
        readFileSync(testData(`transfer-syntaxes/${number}.dcm`)),
      );
      const [frame] = frames;
      if (!frame) throw new Error('no frame');
      for (const share of [0.1, 0.5, 0.9, 0.999]) {
        const bytes = frame.bytes.subarray(0, Math.floor(frame.bytes.length * share));
        const decoding = decoder.decode({ bytes, transferSyntaxUid, pixels: frame.header.pixels });
        await expect(decoding).rejects.toMatchObject({ code: 'dicom/undecodable' });
      }
      await expect(decodeFile('transfer-syntaxes/9.dcm')).resolves.toHaveLength(1);
    },
  );
});

describeWithTestData('MR variants', () => {
  test.each([
    ['MR_small.dcm', 'MR_small_RLE.dcm'],
    ['MR_small.dcm', 'MR_small_bigendian.dcm'],
    ['MR_small.dcm', 'MR_small_expb.dcm'],
    ['MR_small.dcm', 'MR_small_implicit.dcm'],
    ['MR_small.dcm', 'MR_small_jpeg_ls_lossless.dcm'],
    ['MR2_UNCI.dcm', 'MR2_J2KI.dcm'],
    ['emri_small.dcm', 'emri_small_RLE.dcm'],
    ['emri_small.dcm', 'emri_small_big_endian.dcm'],
    ['emri_small.dcm', 'emri_small_jpeg_2k_lossless.dcm'],
  ])('%s and %s have the same pixels in every frame', async (plain, encoded) => {
    const [a, b] = await Promise.all([
      decodeFile(`mr-variants/${plain}`),
      decodeFile(`mr-variants/${encoded}`),
    ]);
    expect(b).toHaveLength(a.length);
    expect(a.every((frame, index) => same(frame, b[index]))).toBe(true);
  });

  test('a deflated image can be read', async () => {
    const [frame] = await decodeFile('mr-variants/image_dfl.dcm');
    expect(frame).toHaveLength(512 * 512);
  });
});

function same(a: PixelArray | undefined, b: PixelArray | undefined): boolean {
  return a !== undefined && a.length === b?.length && a.every((value, index) => value === b[index]);
}

async function decodeFile(path: string): Promise<PixelArray[]> {
  const { frames, transferSyntaxUid } = parsePart10(readFileSync(testData(path)));
  return Promise.all(
    frames.map(({ header, bytes }) => decoder.decode({ bytes, transferSyntaxUid, pixels: header.pixels })),
  );
}

async function decode(
  bytes: Uint8Array,
  change: Partial<PixelDescription> = {},
  uid = EXPLICIT,
): Promise<number[]> {
  return [...(await decoder.decode({ bytes, transferSyntaxUid: uid, pixels: { ...PIXELS, ...change } }))];
}

function rle(segments: readonly (readonly number[])[], firstOffset = 64): Uint8Array {
  const header = Buffer.alloc(64);
  header.writeUInt32LE(segments.length);
  let offset = firstOffset;
  segments.forEach((segment, index) => {
    header.writeUInt32LE(offset, 4 * (index + 1));
    offset += segment.length;
  });
  return Buffer.concat([header, ...segments.map((segment) => Buffer.from(segment))]);
}
