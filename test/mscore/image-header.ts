import type {
  Acquisition,
  ImageHeader,
  ImagePlane,
  PixelDescription,
  Scanner,
} from '../../src/dicom/image.ts';

export const scanner: Scanner = {
  manufacturer: 'Hitachi',
  model: 'Oasis',
  serial: 'A7',
  fieldStrength: 1.2,
  coil: 'SPINE',
  softwareVersions: '5.0',
};

export const acquisition: Acquisition = {
  scanningSequence: ['SE'],
  sequenceVariant: ['SK'],
  scanOptions: [],
  sequenceName: undefined,
  repetitionTime: 700,
  echoTime: 12,
  inversionTime: undefined,
  echoTrainLength: 2,
  flipAngle: 90,
  phaseEncodingDirection: 'COLUMN',
  contrastAgent: undefined,
  parallelImaging: false,
  imageFilter: undefined,
  fatSuppression: undefined,
};

/** Sagittal: columns grow towards the back, rows towards the feet; 0.5 mm pixels. */
export const sagittal: ImagePlane = {
  position: [0, -100, 100],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  rowSpacing: 0.5,
  columnSpacing: 0.5,
  sliceThickness: 4,
};

export const pixelDescription: PixelDescription = {
  rows: 400,
  columns: 400,
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

/** The header of an image that nothing speaks against. */
export function imageHeader(different: Partial<ImageHeader> = {}): ImageHeader {
  return {
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2.3.1',
    sopInstanceUid: '1.2.3.1.1',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.4',
    frameNumber: 1,
    instanceNumber: 1,
    modality: 'MR',
    seriesNumber: 1,
    studyDescription: 'Lumbar spine',
    seriesDescription: 'T1 SAG',
    protocolName: 'T1 SAG',
    bodyPartExamined: 'LSPINE',
    imageType: ['ORIGINAL', 'PRIMARY', 'M'],
    frameOfReferenceUid: '1.2.3.9',
    accessionNumber: undefined,
    acquiredAt: undefined,
    patient: { id: 'P1', issuerOfPatientId: undefined, birthDate: undefined, sex: 'F' },
    scanner,
    acquisition,
    plane: sagittal,
    pixels: pixelDescription,
    ...different,
  };
}
