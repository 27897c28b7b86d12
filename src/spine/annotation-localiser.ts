import type { Annotation, StudyAnnotations } from '../dicom/annotation.ts';
import { CodedError, type CodedReason } from '../errors.ts';
import { type AnnotatedStudy, imagesOf } from './annotated-study.ts';
import type { Localiser } from './localiser.ts';
import { reportRois } from './report-rois.ts';
import { RoiFileLocaliser } from './roi-file-localiser.ts';
import type { RoiFile } from './roi-file.ts';
import { segmentationRois } from './segmentation-rois.ts';

/** What the annotation objects of a study come to. */
export interface AnnotationChoice {
  /** Undefined when none of them marks the levels. */
  readonly localiser: Localiser | undefined;
  /** Limits for the result: objects that could not be read, or mark levels and cannot be used. */
  readonly limits: readonly CodedReason[];
}

/**
 * Who of those who marked levels in the study is followed: reports before segmentations, of each kind the
 * newest that can be used. Objects about anything else are passed over without a word.
 */
export function annotationLocaliser(annotations: StudyAnnotations, study: AnnotatedStudy): AnnotationChoice {
  const limits: CodedReason[] = [...annotations.unread];
  for (const annotation of annotations.objects.toSorted(mostTrustedFirst)) {
    try {
      const rois = roisOf(annotation, study);
      if (rois) return { localiser: new RoiFileLocaliser(rois, SOURCES[annotation.kind]), limits };
    } catch (thrown) {
      if (!(thrown instanceof CodedError) || thrown.kind !== 'limit') throw thrown;
      limits.push(thrown.toReason());
    }
  }
  return { localiser: undefined, limits };
}

const SOURCES = { sr: 'dicom-sr', seg: 'dicom-seg' } as const;

function roisOf(annotation: Annotation, study: AnnotatedStudy): RoiFile | undefined {
  if (annotation.modelName === study.ownModelName) return undefined;
  const rois = annotation.kind === 'sr' ? reportRois(annotation, study) : segmentationRois(annotation, study);
  if (rois === undefined || isOfPatient(annotation, study, rois.seriesInstanceUid)) return rois;
  throw new CodedError('spine/annotation-unused', 'it is of another patient');
}

function isOfPatient(
  { patientId }: Annotation,
  study: AnnotatedStudy,
  seriesInstanceUid: string | undefined,
): boolean {
  const images = imagesOf(study, seriesInstanceUid ?? '');
  return images.every(({ patient }) => (patient.id ?? patientId) === (patientId ?? patient.id));
}

function mostTrustedFirst(a: Annotation, b: Annotation): number {
  if (a.kind !== b.kind) return a.kind === 'sr' ? -1 : 1;
  if (a.contentAt !== b.contentAt) return a.contentAt > b.contentAt ? -1 : 1;
  return a.sopInstanceUid < b.sopInstanceUid ? -1 : 1;
}
