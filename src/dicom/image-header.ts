import { CodedError } from '../errors.ts';
import { acquisition, acquiredAt, scanner } from './acquisition.ts';
import { type Attributes, integer, number, text } from './attributes.ts';
import { claimedFrames } from './frame-limit.ts';
import { frameAttributes } from './functional-groups.ts';
import type { ImageHeader, PixelDescription } from './image.ts';
import { imagePlane } from './image-plane.ts';
import type { Keyword } from './tags.ts';
import { transferSyntax } from './transfer-syntax.ts';

/** Modalities (PS3.3 C.7.3.1.1.1) whose instances are no images, though some of them have rows and columns. */
const NO_IMAGES = [
  'SR',
  'SEG',
  'PR',
  'KO',
  'REG',
  'RTSTRUCT',
  'RTPLAN',
  'RTDOSE',
  'DOC',
  'PLAN',
  'AU',
  'ECG',
];

/** SOP classes with rows and columns but without pixels: MR spectroscopy (PS3.3 A.36.3). */
const NO_IMAGE_CLASSES = ['1.2.840.10008.5.1.4.1.1.4.2'];

/** Whether a series of this modality can hold images; one without modality may. */
export function hasImages(modality: string | undefined): boolean {
  return modality === undefined || !NO_IMAGES.includes(modality);
}

/** Whether the data set is an image that somebody acquired, and no annotation, spectrum or raw data. */
export function isImage(dataSet: Attributes): boolean {
  const sized = number(dataSet, 'Rows') !== undefined && number(dataSet, 'Columns') !== undefined;
  const spectrum = NO_IMAGE_CLASSES.includes(text(dataSet, 'SOPClassUID') ?? '');
  return sized && !spectrum && hasImages(text(dataSet, 'Modality'));
}

/**
 * One header per frame of an instance, from a Part 10 file or from DICOM JSON.
 *
 * @param transferSyntaxUid absent when metadata does not name it
 * @throws CodedError `dicom/invalid` when an attribute that identifies or describes the image is missing
 */
export function imageHeaders(dataSet: Attributes, transferSyntaxUid: string | undefined): ImageHeader[] {
  const frames = claimedFrames(dataSet);
  const instance = instanceHeader(dataSet);
  return frameAttributes(dataSet, frames).map((frame, index) => ({
    ...instance,
    frameNumber: index + 1,
    imageType: firstFilled(frame.texts('FrameType'), dataSet.texts('ImageType')),
    acquiredAt: acquiredAt(frame),
    acquisition: acquisition(frame),
    scanner: scanner(frame),
    plane: imagePlane(frame),
    pixels: pixelDescription(frame, transferSyntaxUid),
  }));
}

function instanceHeader(dataSet: Attributes) {
  return {
    studyInstanceUid: required(dataSet, 'StudyInstanceUID'),
    seriesInstanceUid: required(dataSet, 'SeriesInstanceUID'),
    sopInstanceUid: required(dataSet, 'SOPInstanceUID'),
    sopClassUid: required(dataSet, 'SOPClassUID'),
    instanceNumber: integer(dataSet, 'InstanceNumber'),
    modality: text(dataSet, 'Modality') ?? '',
    seriesNumber: integer(dataSet, 'SeriesNumber'),
    studyDescription: text(dataSet, 'StudyDescription') ?? '',
    seriesDescription: text(dataSet, 'SeriesDescription') ?? '',
    protocolName: text(dataSet, 'ProtocolName') ?? '',
    bodyPartExamined: text(dataSet, 'BodyPartExamined') ?? '',
    frameOfReferenceUid: text(dataSet, 'FrameOfReferenceUID'),
    accessionNumber: text(dataSet, 'AccessionNumber'),
    patient: {
      id: text(dataSet, 'PatientID'),
      issuerOfPatientId: text(dataSet, 'IssuerOfPatientID'),
      birthDate: text(dataSet, 'PatientBirthDate'),
      sex: text(dataSet, 'PatientSex'),
      age: text(dataSet, 'PatientAge'),
    },
  };
}

/** Image pixel module, PS3.3 C.7.6.3. */
function pixelDescription(frame: Attributes, transferSyntaxUid: string | undefined): PixelDescription {
  const bitsAllocated = requiredInteger(frame, 'BitsAllocated');
  const bitsStored = integer(frame, 'BitsStored') ?? bitsAllocated;
  const signed = integer(frame, 'PixelRepresentation') === 1;
  return {
    rows: requiredInteger(frame, 'Rows'),
    columns: requiredInteger(frame, 'Columns'),
    bitsAllocated,
    bitsStored,
    highBit: integer(frame, 'HighBit') ?? bitsStored - 1,
    signed,
    samplesPerPixel: integer(frame, 'SamplesPerPixel') ?? 1,
    photometricInterpretation: text(frame, 'PhotometricInterpretation') ?? '',
    rescaleSlope: number(frame, 'RescaleSlope') ?? 1,
    rescaleIntercept: number(frame, 'RescaleIntercept') ?? 0,
    pixelPaddingValue: asStored(integer(frame, 'PixelPaddingValue'), signed),
    lossy: isLossy(text(frame, 'LossyImageCompression'), transferSyntaxUid),
  };
}

/** Implicit VR files do not tell US from SS; the pixels' own representation does. */
function asStored(value: number | undefined, signed: boolean): number | undefined {
  return value !== undefined && signed && value > 0x7fff ? value - 0x10000 : value;
}

/** (0028,2110) is 01 once lossy, even after decompression; else the transfer syntax decides. */
function isLossy(lossyImageCompression: string | undefined, transferSyntaxUid: string | undefined): boolean {
  if (lossyImageCompression === '01') return true;
  const syntax = transferSyntaxUid === undefined ? undefined : transferSyntax(transferSyntaxUid);
  return syntax?.lossy === 'yes' || (syntax?.lossy === 'maybe' && lossyImageCompression !== '00');
}

function required(dataSet: Attributes, keyword: Keyword): string {
  const value = text(dataSet, keyword);
  if (value === undefined) throw new CodedError('dicom/invalid', `${keyword} is missing`);
  return value;
}

function requiredInteger(dataSet: Attributes, keyword: Keyword): number {
  const value = integer(dataSet, keyword);
  if (value === undefined || value < 1) {
    throw new CodedError('dicom/invalid', `${keyword} is missing or not valid`);
  }
  return value;
}

function firstFilled(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find((list) => list.length > 0) ?? [];
}
