import { describe, expect, test } from '@jest/globals';
import { metadataHeaders, parseDicomJson } from '../../src/dicom/dicom-json.ts';
import type { ImageHeader } from '../../src/dicom/image.ts';
import { parsePart10Headers } from '../../src/dicom/parse-part10.ts';
import { dicomFile, dicomJson, SAGITTAL_T1, type TestDataSet } from '../support/dicom-builder.ts';

const ENHANCED: TestDataSet = {
  ...SAGITTAL_T1,
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1',
  NumberOfFrames: 2,
  ScanningSequence: [],
  EchoTime: [],
  RepetitionTime: [],
  ImagePositionPatient: [],
  ImageOrientationPatient: [],
  PixelSpacing: [],
  EchoPulseSequence: 'SPIN',
  InversionRecovery: 'NO',
  PulseSequenceName: 'TSE',
  SharedFunctionalGroupsSequence: [
    {
      MRTimingAndRelatedParametersSequence: [{ RepetitionTime: 550, RFEchoTrainLength: 4 }],
      MREchoSequence: [{ EffectiveEchoTime: 12.5 }],
      PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }],
      PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.6], SliceThickness: 3 }],
      MRModifierSequence: [{ ParallelAcquisition: 'YES' }],
    },
  ],
  PerFrameFunctionalGroupsSequence: [
    {
      PlanePositionSequence: [{ ImagePositionPatient: [-2, 3, 4] }],
      PixelValueTransformationSequence: [{ RescaleSlope: 2, RescaleIntercept: 0 }],
    },
    {
      PlanePositionSequence: [{ ImagePositionPatient: [2, 3, 4] }],
      MREchoSequence: [{ EffectiveEchoTime: 13 }],
      MRImageFrameTypeSequence: [{ FrameType: ['DERIVED', 'PRIMARY', 'T1', 'NONE'] }],
    },
  ],
};

const SIGNED_PADDING: TestDataSet = { ...SAGITTAL_T1, PixelRepresentation: 1, PixelPaddingValue: 0x8000 };

describe('image headers', () => {
  test.each([
    ['a classic image', SAGITTAL_T1],
    ['an enhanced multi-frame image', ENHANCED],
    ['signed pixels', SIGNED_PADDING],
  ])('%s reads alike from a file, in each value representation, and from DICOM JSON', (_name, dataSet) => {
    const fromJson = fromMetadata(dataSet);
    expect(fromFile(dataSet)).toEqual(fromJson);
    expect(fromFile(dataSet, '1.2.840.10008.1.2')).toEqual(fromJson);
    expect(fromFile(dataSet, '1.2.840.10008.1.2.2')).toEqual(fromJson);
  });

  test('says everything about a classic image in its own words', () => {
    expect(fromFile(SAGITTAL_T1)).toEqual([
      {
        studyInstanceUid: '1.2.3',
        seriesInstanceUid: '1.2.3.1',
        sopInstanceUid: '1.2.3.1.1',
        sopClassUid: '1.2.840.10008.5.1.4.1.1.4',
        frameNumber: 1,
        instanceNumber: 1,
        modality: 'MR',
        seriesNumber: 2,
        studyDescription: 'MR lumbar spine',
        seriesDescription: 'T1 TSE SAG',
        protocolName: '',
        bodyPartExamined: '',
        imageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND'],
        frameOfReferenceUid: '1.2.3.9',
        accessionNumber: 'A1',
        acquiredAt: '20260302101500',
        patient: { id: 'P1', issuerOfPatientId: 'HOSPITAL', birthDate: '19610401', sex: 'F' },
        scanner: {
          manufacturer: 'TEST',
          model: 'Phantom',
          serial: 'SR-1',
          fieldStrength: 1.5,
          coil: 'Spine',
          softwareVersions: undefined,
        },
        acquisition: {
          scanningSequence: ['SE'],
          sequenceVariant: ['SK'],
          scanOptions: [],
          sequenceName: undefined,
          repetitionTime: 600,
          echoTime: 11,
          inversionTime: undefined,
          echoTrainLength: 3,
          flipAngle: undefined,
          phaseEncodingDirection: 'COLUMN',
          contrastAgent: undefined,
          parallelImaging: false,
          imageFilter: undefined,
          fatSuppression: undefined,
        },
        plane: {
          position: [0, -100, 100],
          rowDirection: [0, 1, 0],
          columnDirection: [0, 0, -1],
          rowSpacing: 0.7,
          columnSpacing: 0.8,
          sliceThickness: 4,
        },
        pixels: {
          rows: 4,
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
        },
      },
    ]);
  });

  test('takes enhanced MR from the frame, else from what all frames share, else from the data set', () => {
    const [first, second] = fromFile(ENHANCED);
    expect(first).toMatchObject({
      frameNumber: 1,
      imageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND'],
      acquisition: { scanningSequence: ['SE'], repetitionTime: 550, echoTime: 12.5, parallelImaging: true },
      plane: { position: [-2, 3, 4], rowSpacing: 0.5, columnSpacing: 0.6, sliceThickness: 3 },
      pixels: { rescaleSlope: 2 },
    });
    expect(second).toMatchObject({
      frameNumber: 2,
      imageType: ['DERIVED', 'PRIMARY', 'T1', 'NONE'],
      acquisition: { echoTime: 13 },
      plane: { position: [2, 3, 4] },
      pixels: { rescaleSlope: 1 },
    });
  });

  test('reads signed padding where the file does not tell signed from unsigned', () => {
    expect(fromFile(SIGNED_PADDING)[0]?.pixels.pixelPaddingValue).toBe(-32768);
  });

  test.each([
    ['no position', { ImagePositionPatient: [] }],
    ['half an orientation', { ImageOrientationPatient: [0, 1, 0] }],
    ['directions that are not perpendicular', { ImageOrientationPatient: [0, 1, 0, 0, 0.6, -0.8] }],
    ['directions that are no unit vectors', { ImageOrientationPatient: [0, 2, 0, 0, 0, -1] }],
    ['no spacing', { PixelSpacing: [] }],
    ['a spacing of zero', { PixelSpacing: [0, 0.5] }],
    ['a position that is no number', { ImagePositionPatient: ['x', '1', '2'] }],
  ])('an image with %s does not say where it is', (_what, change) => {
    expect(fromFile({ ...SAGITTAL_T1, ...change })[0]?.plane).toBeUndefined();
  });

  test.each([
    ['said so once', { LossyImageCompression: '01' }, '1.2.840.10008.1.2.1', true],
    ['says not', { LossyImageCompression: '00' }, '1.2.840.10008.1.2.1', false],
    ['is JPEG baseline', {}, '1.2.840.10008.1.2.4.50', true],
    ['is near-lossless JPEG-LS', {}, '1.2.840.10008.1.2.4.81', true],
    ['is JPEG 2000 that may be lossy', {}, '1.2.840.10008.1.2.4.91', true],
    ['is JPEG 2000 that says it is not', { LossyImageCompression: '00' }, '1.2.840.10008.1.2.4.91', false],
    ['is lossless JPEG 2000', {}, '1.2.840.10008.1.2.4.90', false],
  ])('whether the pixels are as acquired: the header %s', (_what, change, transferSyntaxUid, lossy) => {
    expect(fromFile({ ...SAGITTAL_T1, ...change }, transferSyntaxUid)[0]?.pixels.lossy).toBe(lossy);
  });

  test('reads descriptions in the character set of the file', () => {
    const czech: TestDataSet = {
      ...SAGITTAL_T1,
      SpecificCharacterSet: 'ISO_IR 192',
      SeriesDescription: 'T1 sag bederní páteř',
    };
    expect(fromFile(czech)[0]?.seriesDescription).toBe('T1 sag bederní páteř');
  });

  test.each([
    ['a contrast agent', { ContrastBolusAgent: 'GADOVIST' }, { contrastAgent: 'GADOVIST' }],
    ['a coded contrast agent', { ContrastBolusAgentSequence: [{}] }, { contrastAgent: 'yes' }],
    ['that none was given', { ContrastBolusAgent: 'NONE' }, { contrastAgent: undefined }],
    [
      'an agent that was not given yet',
      { ContrastBolusAgent: 'GADOVIST', ContrastBolusAgentAdministered: 'NO' },
      { contrastAgent: undefined },
    ],
    ['fat suppression', { SpectrallySelectedSuppression: 'FAT' }, { fatSuppression: 'FAT' }],
    ['no fat suppression', { SpectrallySelectedSuppression: 'NONE' }, { fatSuppression: undefined }],
    ['a filter', { ImageFilter: 'PURE' }, { imageFilter: 'PURE' }],
    [
      'parallel imaging by its technique',
      { ParallelAcquisitionTechnique: 'SENSE' },
      { parallelImaging: true },
    ],
    [
      'inversion recovery, as enhanced MR does',
      { ScanningSequence: [], EchoPulseSequence: 'BOTH', InversionRecovery: 'YES' },
      { scanningSequence: ['SE', 'GR', 'IR'] },
    ],
  ] satisfies [string, TestDataSet, Partial<ImageHeader['acquisition']>][])(
    'names %s',
    (_what, change, expected) => {
      expect(fromFile({ ...SAGITTAL_T1, ...change })[0]?.acquisition).toMatchObject(expected);
    },
  );

  test('falls back from the acquisition to the series and to the study for the time', () => {
    const { AcquisitionDate: _date, AcquisitionTime: _time, ...timeless } = SAGITTAL_T1;
    expect(fromFile({ ...timeless, SeriesDate: '20260101', StudyDate: '20250101' })[0]?.acquiredAt).toBe(
      '20260101',
    );
    expect(fromFile({ ...timeless, AcquisitionDateTime: '20260101120000.5+0100' })[0]?.acquiredAt).toBe(
      '20260101120000',
    );
    expect(fromFile(timeless)[0]?.acquiredAt).toBeUndefined();
  });
});

test.each(['constructor', '__proto__', 'toString', 'ISO_IR 999'])(
  'the character set %s is none, and reads as Latin-1',
  (SpecificCharacterSet) => {
    const dataSet = { ...SAGITTAL_T1, SpecificCharacterSet };
    expect(fromFile(dataSet)).toEqual(fromFile(SAGITTAL_T1));
  },
);

test.each(['1.5', '1e20', 'NaN', '9007199254740993'])('%s is no integer, so nothing is known', (value) => {
  const dataSet = { ...SAGITTAL_T1, InstanceNumber: value, SeriesNumber: value, EchoTrainLength: value };
  for (const [header] of [fromFile(dataSet), fromMetadata(dataSet)]) {
    expect(header).toMatchObject({ instanceNumber: undefined, seriesNumber: undefined });
    expect(header?.acquisition.echoTrainLength).toBeUndefined();
  }
});

test('texts hold nothing that a database refuses, and stay apart', () => {
  const dataSet = { ...SAGITTAL_T1, SeriesDescription: 'T1\0SAG', PatientID: 'P\u00001' };
  for (const [header] of [fromFile(dataSet), fromMetadata(dataSet)]) {
    expect(header?.seriesDescription).toBe('T1\uFFFDSAG');
    expect(header?.patient.id).toBe('P\uFFFD1');
  }
  expect(fromMetadata({ ...SAGITTAL_T1, SeriesDescription: 'T1 \uD800' })[0]?.seriesDescription).toBe(
    'T1 \uFFFD',
  );
});

describe('DICOM JSON', () => {
  test.each([{}, 'x', [1], [{ '00080060': 'MR' }], [{ '00080060': { Value: 'MR' } }], null])(
    '%j is not DICOM JSON',
    (json) => {
      expect(() => parseDicomJson(json)).toThrow(expect.objectContaining({ code: 'pacs/invalid' }));
    },
  );

  test('numbers may come as text, and values may be null', () => {
    const json = {
      ...dicomJson(SAGITTAL_T1),
      '00180080': { vr: 'DS', Value: ['600.0'] },
      '00180081': { vr: 'DS', Value: [null] },
    };
    expect(parseDicomJson([json]).flatMap(metadataHeaders)[0]?.acquisition).toMatchObject({
      repetitionTime: 600,
      echoTime: undefined,
    });
  });
});

function fromFile(dataSet: TestDataSet, transferSyntaxUid?: string): ImageHeader[] {
  return parsePart10Headers(dicomFile(dataSet, transferSyntaxUid ? { transferSyntaxUid } : {}));
}

function fromMetadata(dataSet: TestDataSet): ImageHeader[] {
  return parseDicomJson(JSON.parse(JSON.stringify([dicomJson(dataSet)]))).flatMap(metadataHeaders);
}
