import type { CodedReason } from '../errors.ts';

/**
 * What one MR image (one frame) says about itself, in DICOM's own words (PS3.3 C.7.6, C.8.3, C.8.13),
 * read alike from Part 10 files and from DICOM JSON, classic and enhanced multi-frame.
 */
export interface ImageHeader {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  /** 1-based; always 1 in single-frame instances. */
  readonly frameNumber: number;
  readonly instanceNumber: number | undefined;
  readonly modality: string;
  readonly seriesNumber: number | undefined;
  readonly studyDescription?: string;
  readonly seriesDescription: string;
  readonly protocolName: string;
  readonly bodyPartExamined: string;
  readonly imageType: readonly string[];
  readonly frameOfReferenceUid: string | undefined;
  readonly accessionNumber: string | undefined;
  /** DICOM DT or DA+TM of the acquisition, as `YYYYMMDDHHMMSS` (shorter when less is known). */
  readonly acquiredAt: string | undefined;
  readonly patient: DicomPatient;
  readonly scanner: Scanner;
  readonly acquisition: Acquisition;
  /** Absent when the image does not say where in the patient it is. */
  readonly plane: ImagePlane | undefined;
  readonly pixels: PixelDescription;
}

export interface DicomPatient {
  readonly id: string | undefined;
  readonly issuerOfPatientId: string | undefined;
  /** DICOM DA, `YYYYMMDD`. */
  readonly birthDate: string | undefined;
  readonly sex: string | undefined;
  /** DICOM AS at the time of the study, e.g. `024Y`. */
  readonly age?: string | undefined;
}

export interface Scanner {
  readonly manufacturer: string | undefined;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  /** Tesla. */
  readonly fieldStrength: number | undefined;
  readonly coil: string | undefined;
  readonly softwareVersions: string | undefined;
}

export interface Acquisition {
  readonly scanningSequence: readonly string[];
  readonly sequenceVariant: readonly string[];
  readonly scanOptions: readonly string[];
  readonly sequenceName: string | undefined;
  /** Milliseconds. */
  readonly repetitionTime: number | undefined;
  /** Milliseconds; EffectiveEchoTime in enhanced MR. */
  readonly echoTime: number | undefined;
  /** Milliseconds. */
  readonly inversionTime: number | undefined;
  readonly echoTrainLength: number | undefined;
  /** Degrees. */
  readonly flipAngle: number | undefined;
  /** `ROW` or `COLUMN` (0018,1312). */
  readonly phaseEncodingDirection: 'ROW' | 'COLUMN' | undefined;
  readonly contrastAgent: string | undefined;
  /** (0018,9077) ParallelAcquisition said YES, or a technique (0018,9078) is named. */
  readonly parallelImaging: boolean;
  /** (0018,9320) ImageFilter or (0018,9064) KspaceFiltering, when not NONE. */
  readonly imageFilter: string | undefined;
  /** SpectrallySelectedSuppression FAT or WATER and the like, when not NONE. */
  readonly fatSuppression: string | undefined;
}

/** Image plane module, PS3.3 C.7.6.2; millimetres in the patient (LPS) coordinate system. */
export interface ImagePlane {
  readonly position: Vector3;
  /** Unit vector along which the column index grows. */
  readonly rowDirection: Vector3;
  /** Unit vector along which the row index grows. */
  readonly columnDirection: Vector3;
  /** Distance between rows (vertical) and between columns (horizontal), millimetres. */
  readonly rowSpacing: number;
  readonly columnSpacing: number;
  readonly sliceThickness: number | undefined;
}

export type Vector3 = readonly [number, number, number];

export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly samplesPerPixel: number;
  readonly photometricInterpretation: string;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  readonly pixelPaddingValue: number | undefined;
  /** (0028,2110) said 01, or the transfer syntax is a lossy one. */
  readonly lossy: boolean;
}

export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array;

/** One decoded image: `pixels` are the stored values, row by row, before any rescale. */
export interface Slice {
  readonly header: ImageHeader;
  readonly pixels: PixelArray;
}

/** A series as its headers tell; one entry per frame. */
export interface SeriesHeaders {
  readonly seriesInstanceUid: string;
  /** None when one of them could not be read. */
  readonly images: readonly ImageHeader[];
  /** Why the headers could not be read, all of them. */
  readonly unreadable?: CodedReason;
}
