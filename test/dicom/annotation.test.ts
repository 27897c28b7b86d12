import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseAnnotation } from '../../src/dicom/annotation.ts';
import { AnnotationReader } from '../../src/dicom/annotation-reader.ts';
import { segmentMask } from '../../src/dicom/segment-mask.ts';
import { CodedError } from '../../src/errors.ts';
import { COUNTING_PIXELS, dicomFile, SAGITTAL_T1, type TestDataSet } from '../support/dicom-builder.ts';
import { imageRegion, reportDataSet } from '../support/report-builder.ts';
import { SEGMENTATION, segmentationFile } from '../support/segmentation-builder.ts';

const REPORT = dicomFile(
  reportDataSet([
    {
      trackingId: 'L3',
      site: ['36470004', 'SCT', 'L3 vertebra'],
      content: [imageRegion('CIRCLE', [5, 5, 5, 7])],
    },
  ]),
);
const SEG = segmentation();

test('other files are no annotations, whatever their modality says', () => {
  expect(parseAnnotation(dicomFile(SAGITTAL_T1, { pixels: COUNTING_PIXELS }))).toBeUndefined();
  expect(parseAnnotation(dicomFile({ ...SAGITTAL_T1, Modality: 'SEG' }))).toBeUndefined();
});

describe('whatever is wrong with a file, it is told in a code', () => {
  test.each([
    ['a report', REPORT],
    ['a segmentation', SEG],
  ])('%s that breaks off anywhere', (_what, file) => {
    for (let length = 0; length < file.length; length += 1) readOrRefuse(file.subarray(0, length));
  });

  test.each([
    ['a report', REPORT],
    ['a segmentation', SEG],
  ])('%s with some bytes changed', (_what, file) => {
    const change = fc.tuple(fc.integer({ min: 132, max: file.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Buffer.from(file);
        for (const [position, value] of changes) damaged[position] = value;
        readOrRefuse(damaged);
      }),
      { numRuns: 500 },
    );
  });

  test('a segmentation with numbers that do not fit each other', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(255, 65_535));
    const numbers = fc.record({
      Rows: number,
      Columns: number,
      BitsAllocated: fc.constantFrom(0, 1, 8, 16, 32),
      NumberOfFrames: fc.constantFrom(-1, 0, 1, 2, 5_000, 2_147_483_647),
      SegmentationType: fc.constantFrom('BINARY', 'FRACTIONAL', 'LABELMAP', ''),
      MaximumFractionalValue: number,
    });
    fc.assert(fc.property(numbers, (change) => readOrRefuse(segmentation(change))));
  });

  test('a report whose content is nested without end', () => {
    const { ContentSequence: _content, ...report } = reportDataSet([]);
    // ContentSequence and an item in it, both of undefined length.
    const opening = Buffer.from('400030a753510000fffffffffeff00e0ffffffff', 'hex');
    for (const depth of [100, 100_000]) {
      const nested = Array.from({ length: depth }, () => opening);
      readOrRefuse(Buffer.concat([dicomFile(report), ...nested]));
    }
  });
});

describe('AnnotationReader', () => {
  test('reads what it is given, an object under two names once', async () => {
    const reader = new AnnotationReader('1.2.3');
    for (const file of [REPORT, SEG, REPORT]) await reader.add(async () => file);
    const { objects, unread } = reader.result();
    expect(objects.map(({ kind }) => kind)).toEqual(['sr', 'seg']);
    expect(unread).toEqual([]);
  });

  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['damaged', async () => REPORT.subarray(0, -5), 'dicom/'],
    ['of another study', async () => segmentation({ StudyInstanceUID: '1.2.4' }), 'of another study'],
    ['not there any more', () => Promise.reject(new CodedError('study/not-found')), 'study/not-found'],
  ])('tells of one that is %s, and goes on', async (_what, load, detail) => {
    const reader = new AnnotationReader('1.2.3');
    await reader.add(load);
    await reader.add(async () => SEG);
    const { objects, unread } = reader.result();
    expect(objects).toHaveLength(1);
    expect(unread).toEqual([
      expect.objectContaining({ code: 'spine/annotation-unread', text: expect.stringContaining(detail) }),
    ]);
  });

  test('stops when the PACS is away, and at what nobody expected', async () => {
    const reader = new AnnotationReader('1.2.3');
    const away = reader.add(() => Promise.reject(new CodedError('pacs/timeout')));
    await expect(away).rejects.toMatchObject({ code: 'pacs/timeout' });
    await expect(reader.add(() => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
  });

  test('loads no more objects than its limit, and says so once', async () => {
    const reader = new AnnotationReader('1.2.3', { maxObjects: 2 });
    let loaded = 0;
    for (let i = 0; i < 5; i += 1) {
      await reader.add(async () => {
        loaded += 1;
        return segmentation({ SOPInstanceUID: `1.2.3.6.${i}` });
      });
    }
    expect([loaded, reader.isOpen, reader.result().objects.length]).toEqual([2, false, 2]);
    expect(reader.result().unread).toHaveLength(1);
  });

  test('keeps no more bytes than its limit, all objects together', async () => {
    const reader = new AnnotationReader('1.2.3', { maxBytes: SEG.length + REPORT.length - 1 });
    const rooms: number[] = [];
    for (const file of [SEG, REPORT]) {
      await reader.add(async (room) => {
        rooms.push(room);
        return file;
      });
    }
    expect(rooms).toEqual([SEG.length + REPORT.length - 1, REPORT.length - 1]);
    const { objects, unread } = reader.result();
    expect(objects.map(({ kind }) => kind)).toEqual(['seg']);
    expect(unread).toEqual([expect.objectContaining({ text: expect.stringContaining('pacs/too-large') })]);
  });
});

function segmentation(change: TestDataSet = {}): Buffer {
  const pixels = Array.from({ length: 16 }, (_, i) => i % 2);
  const frames = [0, 4].map((x) => ({ segment: 1, x, pixels }));
  return segmentationFile([{ number: 1, label: 'L3' }], frames, {
    ...SEGMENTATION,
    NumberOfFrames: 2,
    ...change,
  });
}

/** Reads all that is in it, or a CodedError. */
function readOrRefuse(bytes: Uint8Array): void {
  try {
    const annotation = parseAnnotation(bytes)?.annotation;
    if (annotation?.kind === 'seg') {
      annotation.frames.forEach((_, frame) => segmentMask(annotation.masks, frame, 1));
    }
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CodedError);
  }
}
