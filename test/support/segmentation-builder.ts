import { dicomFile, type TestDataSet, type TestFile } from './dicom-builder.ts';
import { codeItem, type TestCode } from './report-builder.ts';

export interface TestSegment {
  readonly number: number;
  readonly label?: string;
  readonly category?: TestCode;
  readonly type?: TestCode;
  readonly region?: TestCode;
}

export interface TestFrame {
  readonly segment: number;
  /** Millimetres along x. */
  readonly x: number;
  /** Rows × columns values; for binary ones anything but 0 is inside. */
  readonly pixels: readonly number[];
}

/** Sagittal frames of 4 × 4 pixels, 0.7 by 0.8 mm; tests change what they are about. */
export const SEGMENTATION: TestDataSet = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
  SOPInstanceUID: '1.2.3.6.1',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.6',
  Modality: 'SEG',
  ContentDate: '20260303',
  ContentTime: '101500',
  PatientID: 'P1',
  FrameOfReferenceUID: '1.2.3.9',
  SegmentationType: 'BINARY',
  Rows: 4,
  Columns: 4,
  BitsAllocated: 1,
  BitsStored: 1,
  HighBit: 0,
  PixelRepresentation: 0,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  ReferencedSeriesSequence: [
    { SeriesInstanceUID: '1.2.3.1', ReferencedInstanceSequence: [{ ReferencedSOPInstanceUID: '1.2.3.1.1' }] },
  ],
  SharedFunctionalGroupsSequence: [
    {
      PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }],
      PixelMeasuresSequence: [{ SliceThickness: 4, PixelSpacing: [0.7, 0.8] }],
    },
  ],
};

export function segmentationDataSet(
  segments: readonly TestSegment[],
  frames: readonly TestFrame[],
  change: TestDataSet = {},
): TestDataSet {
  return {
    ...SEGMENTATION,
    NumberOfFrames: frames.length,
    SegmentSequence: segments.map(segmentItem),
    PerFrameFunctionalGroupsSequence: frames.map(({ segment, x }) => ({
      PlanePositionSequence: [{ ImagePositionPatient: [x, -100, 100] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
    })),
    ...change,
  };
}

/** A file of it, its pixels packed as BitsAllocated says. */
export function segmentationFile(
  segments: readonly TestSegment[],
  frames: readonly TestFrame[],
  change: TestDataSet = {},
  file: TestFile = {},
): Buffer {
  const dataSet = segmentationDataSet(segments, frames, change);
  const values = frames.flatMap(({ pixels }) => pixels);
  return dicomFile(dataSet, { pixels: pack(values, Number(dataSet.BitsAllocated)), ...file });
}

function segmentItem({ number, label, category, type, region }: TestSegment): TestDataSet {
  return {
    SegmentNumber: number,
    ...(label !== undefined && { SegmentLabel: label }),
    ...(category && { SegmentedPropertyCategoryCodeSequence: [codeItem(category)] }),
    ...(type && { SegmentedPropertyTypeCodeSequence: [codeItem(type)] }),
    ...(region && { AnatomicRegionSequence: [codeItem(region)] }),
  };
}

function pack(values: readonly number[], bits: number): Uint8Array {
  if (bits === 16) return new Uint8Array(Uint16Array.from(values).buffer);
  if (bits === 8) return evenly(Uint8Array.from(values));
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) {
    if (value !== 0) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return evenly(bytes);
}

function evenly(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0);
}
