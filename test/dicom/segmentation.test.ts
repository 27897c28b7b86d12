import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseAnnotation } from '../../src/dicom/annotation.ts';
import { segmentMask } from '../../src/dicom/segment-mask.ts';
import type { Segmentation } from '../../src/dicom/segmentation.ts';
import type { TestDataSet, TestFile } from '../support/dicom-builder.ts';
import { segmentationFile, type TestFrame, type TestSegment } from '../support/segmentation-builder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

const L3: TestSegment = { number: 1, label: 'L3', type: ['36470004', 'SCT', 'L3 vertebra'] };
const CORNER = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const REST = CORNER.map((value) => 1 - value);
const FRAMES: TestFrame[] = [
  { segment: 1, x: 0, pixels: CORNER },
  { segment: 2, x: 4, pixels: REST },
];
const FRACTIONAL: TestDataSet = {
  SegmentationType: 'FRACTIONAL',
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  MaximumFractionalValue: 200,
};
const LABELMAP: TestDataSet = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7',
  SegmentationType: 'LABELMAP',
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
};

describe('a segmentation', () => {
  test('says what its segments are, and which image, plane and segment each frame is of', () => {
    const seg = parse([L3, { number: 2, region: ['11994002', 'SCT', 'L4 vertebra'] }], FRAMES);
    expect(seg).toMatchObject({
      frameOfReferenceUid: '1.2.3.9',
      referencedSeries: ['1.2.3.1'],
      referencedImages: ['1.2.3.1.1'],
      segments: [
        { number: 1, label: 'L3', types: [{ value: '36470004' }], anatomicRegions: [] },
        { number: 2, label: undefined, types: [], anatomicRegions: [{ value: '11994002' }] },
      ],
      frames: [
        { segmentNumber: 1, plane: { position: [0, -100, 100], rowSpacing: 0.7, columnSpacing: 0.8 } },
        { segmentNumber: 2, plane: { position: [4, -100, 100] } },
      ],
    });
  });

  test('names the images that single frames were drawn on', () => {
    const derivation = [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: '1.2.3.1.7' }] }];
    const seg = parse([L3], FRAMES.slice(0, 1), {
      ReferencedSeriesSequence: [],
      PerFrameFunctionalGroupsSequence: [
        {
          DerivationImageSequence: derivation,
          SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
        },
      ],
    });
    expect([seg.referencedSeries, seg.referencedImages]).toEqual([[], ['1.2.3.1.7']]);
    expect(seg.frames[0]?.plane).toBeUndefined();
  });

  test('that is binary has a bit for every pixel, the first in the lowest', () => {
    const seg = parse([L3], FRAMES);
    expect([...segmentMask(seg.masks, 0, 1)]).toEqual(CORNER);
    expect([...segmentMask(seg.masks, 1, 2)]).toEqual(REST);
  });

  test('has frames one right after the other, even within a byte', () => {
    const frames = [1, 2, 3].map((x): TestFrame => ({
      segment: 1,
      x,
      pixels: CORNER.slice(0, 9),
    }));
    const seg = parse([L3], frames, { Rows: 3, Columns: 3 });
    for (const frame of [0, 1, 2]) expect([...segmentMask(seg.masks, frame, 1)]).toEqual(CORNER.slice(0, 9));
  });

  test('that is fractional has those pixels that are at least half in it', () => {
    const pixels = [0, 99, 100, 200, ...Array.from({ length: 12 }, () => 0)];
    const seg = parse([L3], [{ segment: 1, x: 0, pixels }], FRACTIONAL);
    expect([...segmentMask(seg.masks, 0, 1)].slice(0, 4)).toEqual([0, 0, 1, 1]);
  });

  test.each([8, 16])('that is a label map of %i bits has all segments in one frame', (BitsAllocated) => {
    const most = BitsAllocated === 8 ? 255 : 300;
    const pixels = [1, 2, most, 0, ...Array.from({ length: 12 }, () => 1)];
    const seg = parse([L3], [{ segment: 1, x: 0, pixels }], { ...LABELMAP, BitsAllocated });
    expect(seg.frames[0]?.segmentNumber).toBeUndefined();
    expect([...segmentMask(seg.masks, 0, 1)].slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect([...segmentMask(seg.masks, 0, most)].slice(0, 4)).toEqual([0, 0, 1, 0]);
  });
});

describe('is not read', () => {
  test.each<[string, TestDataSet, string]>([
    ['with bits that its type does not have', { BitsAllocated: 8 }, 'dicom/pixel-format'],
    ['of an unknown type', { SegmentationType: 'FANTASTIC' }, 'dicom/pixel-format'],
    ['without a type', { SegmentationType: [] }, 'dicom/pixel-format'],
    ['without rows', { Rows: [] }, 'dicom/pixel-format'],
    ['with more pixels than any image', { Rows: 65_535, Columns: 65_535 }, 'dicom/pixel-format'],
    ['with fewer pixels than declared', { NumberOfFrames: 3 }, 'dicom/truncated'],
    ['with an absurd number of frames', { NumberOfFrames: 2_000_000_000 }, 'dicom/invalid'],
    ['with frames of no segment', { PerFrameFunctionalGroupsSequence: [] }, 'dicom/invalid'],
    ['without its study', { StudyInstanceUID: [] }, 'dicom/invalid'],
  ])('%s', (_what, change, code) => {
    expect(() => parse([L3], FRAMES, change)).toThrow(expect.objectContaining({ code }));
  });

  test('compressed, in big endian or without pixels', () => {
    expect(parseAs({ transferSyntaxUid: '1.2.840.10008.1.2.5', pixels: [[Buffer.alloc(8)]] })).toThrow(
      expect.objectContaining({ code: 'dicom/transfer-syntax' }),
    );
    expect(parseAs({ transferSyntaxUid: '1.2.840.10008.1.2.2' })).toThrow(
      expect.objectContaining({ code: 'dicom/transfer-syntax' }),
    );
    expect(parseAs({ pixels: [] })).toThrow(expect.objectContaining({ code: 'dicom/transfer-syntax' }));
  });
});

describeWithTestData('real segmentations', () => {
  test('of dcmqi: a tumour in 13 frames', () => {
    const seg = read('dcmqi/sr-example/seg.dcm');
    expect(seg.segments).toMatchObject([{ label: 'Neoplasm, Primary', categories: [{ value: 'M-01000' }] }]);
    expect(seg.frames).toHaveLength(13);
    expect(seg.frames.every(({ plane }) => plane?.rowSpacing === 3.537818)).toBe(true);
    const filled = seg.frames.map((_, frame) => count(segmentMask(seg.masks, frame, 1)));
    expect(Math.min(...filled)).toBeGreaterThan(0);
    expect(Math.max(...filled)).toBeLessThan(1000);
  });

  test('of highdicom: the same volume binary and fractional', () => {
    const binary = read('highdicom/seg_image_ct_binary.dcm');
    const fractional = read('highdicom/seg_image_ct_binary_fractional.dcm');
    expect(binary.segments).toMatchObject([{ number: 1, label: 'first segment' }]);
    expect(binary.frames.map(({ plane }) => plane?.position[2])).toEqual([
      103.019997, 104.269997, 105.519997,
    ]);
    for (const frame of [0, 1, 2]) {
      expect(segmentMask(fractional.masks, frame, 1)).toEqual(segmentMask(binary.masks, frame, 1));
      expect(count(segmentMask(binary.masks, frame, 1))).toBeGreaterThan(0);
    }
  });

  test('of highdicom: two segments, and a segmentation of an X-ray, which has no plane', () => {
    const overlapping = read('highdicom/seg_image_ct_binary_overlap.dcm');
    expect(new Set(overlapping.frames.map(({ segmentNumber }) => segmentNumber))).toEqual(new Set([1, 2]));
    expect(read('highdicom/seg_image_cr_binary.dcm').frames).toMatchObject([{ plane: undefined }]);
  });

  test('of highdicom: a slide binary and as label map', () => {
    const binary = read('highdicom/seg_image_sm_control.dcm');
    const labels = read('highdicom/seg_image_sm_control_labelmap.dcm');
    expect(labels.masks.type).toBe('LABELMAP');
    for (const { number } of binary.segments) expect(area(labels, number)).toBe(area(binary, number));
  });
});

function parse(segments: TestSegment[], frames: TestFrame[], change: TestDataSet = {}): Segmentation {
  return segmentationOf(segmentationFile(segments, frames, change));
}

function segmentationOf(bytes: Uint8Array): Segmentation {
  const annotation = parseAnnotation(bytes)?.annotation;
  if (annotation?.kind !== 'seg') throw new RangeError('no segmentation');
  return annotation;
}

function parseAs(file: TestFile): () => void {
  return () => parseAnnotation(segmentationFile([L3], FRAMES, {}, file));
}

function read(path: string): Segmentation {
  return segmentationOf(readFileSync(testData(`annotations/${path}`)));
}

/** Pixels of a segment, on all frames. */
function area(seg: Segmentation, segment: number): number {
  return seg.frames
    .map(({ segmentNumber }, frame) => ({ segmentNumber, frame }))
    .filter(({ segmentNumber }) => segmentNumber === undefined || segmentNumber === segment)
    .reduce((sum, { frame }) => sum + count(segmentMask(seg.masks, frame, segment)), 0);
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0);
}
