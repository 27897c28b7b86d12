import type { ImageHeader, PixelArray, Slice } from '../../src/dicom/image.ts';

export interface SagittalImage {
  readonly rows: number;
  readonly columns: number;
  /** Side of a square pixel, millimetres. */
  readonly spacing: number;
  readonly pixels: PixelArray;
  /** Place along the left–right axis, millimetres. */
  readonly across: number;
  readonly number: number;
}

/** An image that is no DICOM file as a slice of a sagittal series: head up, anterior to the left. */
export function sagittalSlice({ rows, columns, spacing, pixels, across, number }: SagittalImage): Slice {
  const header: ImageHeader = {
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2.3.1',
    sopInstanceUid: `1.2.3.1.${number}`,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.4',
    frameNumber: 1,
    instanceNumber: number,
    modality: 'MR',
    seriesNumber: 1,
    seriesDescription: '',
    protocolName: '',
    bodyPartExamined: '',
    imageType: ['ORIGINAL', 'PRIMARY'],
    frameOfReferenceUid: undefined,
    accessionNumber: undefined,
    acquiredAt: undefined,
    patient: { id: undefined, issuerOfPatientId: undefined, birthDate: undefined, sex: undefined },
    scanner: {
      manufacturer: undefined,
      model: undefined,
      serial: undefined,
      fieldStrength: undefined,
      coil: undefined,
      softwareVersions: undefined,
    },
    acquisition: {
      scanningSequence: [],
      sequenceVariant: [],
      scanOptions: [],
      sequenceName: undefined,
      repetitionTime: undefined,
      echoTime: undefined,
      inversionTime: undefined,
      echoTrainLength: undefined,
      flipAngle: undefined,
      phaseEncodingDirection: undefined,
      contrastAgent: undefined,
      parallelImaging: false,
      imageFilter: undefined,
      fatSuppression: undefined,
    },
    plane: {
      position: [across, 0, 0],
      rowDirection: [0, 1, 0],
      columnDirection: [0, 0, -1],
      rowSpacing: spacing,
      columnSpacing: spacing,
      sliceThickness: undefined,
    },
    pixels: {
      rows,
      columns,
      bitsAllocated: 16,
      bitsStored: 16,
      highBit: 15,
      signed: false,
      samplesPerPixel: 1,
      photometricInterpretation: 'MONOCHROME2',
      rescaleSlope: 1,
      rescaleIntercept: 0,
      pixelPaddingValue: undefined,
      lossy: false,
    },
  };
  return { header, pixels };
}
