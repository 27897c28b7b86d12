import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseMediaType, readMultipart } from '../../src/dicom/multipart.ts';

const BOUNDARY = 'simple-Boundary_1';
const LIMITS = { maxBytes: 1_000_000, maxParts: 100 };

describe('readMultipart', () => {
  test.each([
    `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
    `multipart/related; boundary="${BOUNDARY}"; type="application/dicom"`,
    `Multipart/Related; Type="application/dicom; transfer-syntax=1.2; boundary=not-this"; Boundary=${BOUNDARY}`,
  ])('finds the boundary in %s', async (header) => {
    expect(await read([message([Buffer.from('body')])], header)).toEqual([Buffer.from('body')]);
  });

  test('tells the media type of each part, whatever its parameters', async () => {
    const body = Buffer.from(
      [
        `--${BOUNDARY}`,
        'Content-Type: image/jls; transfer-syntax=1.2.840.10008.1.2.4.80',
        'Content-Location: http://internal/1',
        '',
        'a',
        `--${BOUNDARY}`,
        'content-type: application/dicom',
        '',
        'b',
        `--${BOUNDARY}--`,
      ].join('\r\n'),
    );
    const types = [];
    for await (const part of readMultipart(chunks([body]), mediaType(), LIMITS)) types.push(part.mediaType);
    expect(types).toEqual(['image/jls', 'application/dicom']);
  });

  test('passes over preamble and epilogue, even where they mention the boundary', async () => {
    const body = message([Buffer.from('body')]);
    const preamble = Buffer.from(`This is --${BOUNDARY} explained.\r\n`);
    const epilogue = Buffer.from(`\r\nThe end of --${BOUNDARY}\r\n`);
    expect(await read([preamble, body, epilogue])).toEqual([Buffer.from('body')]);
    expect(await read([Buffer.concat([preamble, body, epilogue])])).toEqual([Buffer.from('body')]);
  });

  test('gives back bodies that look like boundaries, however the message is cut into chunks', async () => {
    const fragment = fc.constantFrom(
      `--${BOUNDARY}`,
      `\n--${BOUNDARY}--`,
      `\r\n--${BOUNDARY.slice(0, -1)}`,
      '\r\n--',
      '\r\n\r\n',
      '\r',
      '--',
      'DICM',
    );
    const noise = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
    const body = fc
      .array(
        fc.oneof(
          fragment.map((text) => Buffer.from(text)),
          noise,
        ),
        { maxLength: 8 },
      )
      .map((parts) => Buffer.concat(parts))
      .filter((bytes) => !bytes.includes(`\r\n--${BOUNDARY}`));
    await fc.assert(
      fc.asyncProperty(
        fc.array(body, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        async (bodies, size) => {
          expect(await read(cut(message(bodies), size))).toEqual(bodies);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('half a message is incomplete, wherever it ends', async () => {
    const whole = message([Buffer.from('first'), Buffer.from('second')]);
    for (let length = 0; length < whole.length - 2; length += 1) {
      await expect(read([whole.subarray(0, length)])).rejects.toMatchObject({ code: 'pacs/incomplete' });
    }
  });

  test.each([
    ['too many bytes', { maxBytes: 3, maxParts: 9 }],
    ['too many parts', { maxBytes: 99, maxParts: 1 }],
  ])('refuses %s', async (_what, limits) => {
    const body = message([Buffer.from('abc'), Buffer.from('def')]);
    await expect(read([body], undefined, limits)).rejects.toMatchObject({ code: 'pacs/too-large' });
  });

  test.each([
    ['no boundary parameter', 'multipart/related', [message([Buffer.from('x')])]],
    ['another boundary', 'multipart/related; boundary=other', [message([Buffer.alloc(70_000)])]],
    [
      'a part header without end',
      `multipart/related; boundary=${BOUNDARY}`,
      [Buffer.from(`--${BOUNDARY}\r\nX: ${'y'.repeat(20_000)}`)],
    ],
    [
      'a part header that is not UTF-8',
      `multipart/related; boundary=${BOUNDARY}`,
      [Buffer.from(`--${BOUNDARY}\r\nX: \xff\r\n\r\nbody\r\n--${BOUNDARY}--`, 'latin1')],
    ],
  ])('refuses %s', async (_what, header, body) => {
    await expect(read(body, header)).rejects.toMatchObject({ code: 'pacs/invalid' });
  });
});

describe('parseMediaType', () => {
  test.each([null, undefined, '', 'nonsense', '/;'])('%j is none', (header) => {
    expect(parseMediaType(header)).toBeUndefined();
  });
});

function mediaType(header = `multipart/related; boundary=${BOUNDARY}`) {
  const parsed = parseMediaType(header);
  if (!parsed) throw new Error('not a media type');
  return parsed;
}

function message(bodies: readonly Buffer[]): Buffer {
  const parts = bodies.flatMap((body) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--`)]);
}

async function read(body: readonly Buffer[], header?: string, limits = LIMITS): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const { bytes } of readMultipart(chunks(body), mediaType(header), limits))
    parts.push(Buffer.from(bytes));
  return parts;
}

async function* chunks(buffers: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const buffer of buffers) yield buffer;
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
