import { CodedError, type CodedReason } from '../errors.ts';
import { type Attributes, text } from './attributes.ts';
import { Part10Attributes } from './part10-attributes.ts';
import { readDataSet } from './read-data-set.ts';
import { type Segmentation, segmentation } from './segmentation.ts';
import { type StructuredReport, structuredReport } from './structured-report.ts';

/** What somebody marked on images of a study: regions with names. */
export type Annotation = (StructuredReport | Segmentation) & AnnotationOrigin;

/** Where an annotation object comes from. */
export interface AnnotationOrigin {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string | undefined;
  /** ManufacturerModelName of what wrote it. */
  readonly modelName: string | undefined;
  /** When its content was made, `YYYYMMDDHHMMSS`, as far as it is known; later ones sort last. */
  readonly contentAt: string;
}

/** The annotation objects of a study, as far as they could be read. */
export interface StudyAnnotations {
  readonly objects: readonly Annotation[];
  /** One `spine/annotation-unread` for each that could not, or for all those beyond the limit. */
  readonly unread: readonly CodedReason[];
}

/** Enhanced, Comprehensive and Comprehensive 3D SR: those with spatial coordinates (PS3.3 A.35). */
const REPORTS = [
  '1.2.840.10008.5.1.4.1.1.88.22',
  '1.2.840.10008.5.1.4.1.1.88.33',
  '1.2.840.10008.5.1.4.1.1.88.34',
];
/** Segmentation and Label Map Segmentation Storage (PS3.3 A.51). */
const SEGMENTATIONS = ['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7'];

/** Whether instances of this SOP class can mark regions on images. */
export function isAnnotationClass(sopClassUid: string): boolean {
  return REPORTS.includes(sopClassUid) || SEGMENTATIONS.includes(sopClassUid);
}

/** Whether a series of this modality (PS3.3 C.7.3.1.1.1) can hold annotation objects. */
export function hasAnnotations(modality: string | undefined): boolean {
  return modality === 'SR' || modality === 'SEG';
}

/**
 * One SR or SEG file (PS3.10); undefined when it is something else. Its pixels stay packed, as a view of
 * the data set.
 *
 * @returns `size` is what it holds on to, in bytes: the data set as inflated
 * @throws CodedError `dicom/…`
 */
export function parseAnnotation(bytes: Uint8Array): { annotation: Annotation; size: number } | undefined {
  const { dataSet, transferSyntaxUid } = readDataSet(bytes, 'end');
  const attributes = new Part10Attributes(dataSet);
  const sopClassUid = text(attributes, 'SOPClassUID') ?? '';
  if (!isAnnotationClass(sopClassUid)) return undefined;
  const content = REPORTS.includes(sopClassUid)
    ? structuredReport(attributes)
    : segmentation(attributes, dataSet, transferSyntaxUid);
  return { annotation: { ...content, ...origin(attributes) }, size: dataSet.byteArray.length };
}

function origin(dataSet: Attributes): AnnotationOrigin {
  const sopInstanceUid = text(dataSet, 'SOPInstanceUID');
  const studyInstanceUid = text(dataSet, 'StudyInstanceUID');
  if (sopInstanceUid === undefined || studyInstanceUid === undefined) {
    throw new CodedError('dicom/invalid', 'StudyInstanceUID or SOPInstanceUID is missing');
  }
  return {
    sopInstanceUid,
    studyInstanceUid,
    patientId: text(dataSet, 'PatientID'),
    modelName: text(dataSet, 'ManufacturerModelName'),
    contentAt: digits(text(dataSet, 'ContentDate'), 8) + digits(text(dataSet, 'ContentTime'), 6),
  };
}

function digits(value: string | undefined, count: number): string {
  return /^\d+/.exec(value ?? '')?.[0].slice(0, count) ?? '';
}
