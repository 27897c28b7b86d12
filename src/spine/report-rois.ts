import type { Region } from '../dicom/spatial-coordinates.ts';
import type { MeasurementGroup, StructuredReport } from '../dicom/structured-report.ts';
import { CodedError } from '../errors.ts';
import { type AnnotatedStudy, imagesOf, measurableSeries, seriesOfImages } from './annotated-study.ts';
import { subjectOf } from './level-names.ts';
import { type MarkedShape, roiFileOf, shapeInPatient, shapeOnImage } from './marked-shapes.ts';
import type { RoiFile } from './roi-file.ts';

/**
 * The levels and the air that a report marks on one series of the study, the one on which it marks most;
 * undefined when it is about something else. Raises CodedError `spine/annotation-ambiguous` and
 * `spine/annotation-unused`.
 */
export function reportRois(report: StructuredReport, study: AnnotatedStudy): RoiFile | undefined {
  const named = report.groups
    .filter(({ regions }) => regions.length > 0)
    .map((group) => ({ regions: group.regions, subject: subjectOf(namesOf(group)) }));
  if (named.some(({ subject }) => subject === 'contradictory')) {
    throw new CodedError('spine/annotation-ambiguous', 'two names for one region');
  }
  const marked = named.flatMap(({ regions, subject }) =>
    subject === undefined || subject === 'contradictory'
      ? []
      : regions.map((region): Marked => ({ subject, region })),
  );
  if (!marked.some(({ subject }) => subject !== 'air')) return undefined;

  const byCount = candidates(marked, study)
    .map((uid) => ({ uid, shapes: shapesOn(marked, study, uid) }))
    .toSorted((a, b) => levelCount(b.shapes) - levelCount(a.shapes));
  const [best] = byCount;
  if (best === undefined) {
    throw new CodedError('spine/annotation-unused', 'not on a series that can be measured');
  }
  return roiFileOf(best.shapes, { seriesInstanceUid: best.uid });
}

interface Marked {
  readonly subject: MarkedShape['subject'];
  readonly region: Region;
}

function namesOf({ findings, findingSites, trackingId }: MeasurementGroup) {
  return { types: findings, sites: findingSites, label: trackingId };
}

/** The series whose images it names; where all is in patient coordinates, the one that would be measured. */
function candidates(marked: readonly Marked[], study: AnnotatedStudy): string[] {
  const images = marked.flatMap(({ region }) =>
    region.coordinates === 'pixel' ? region.sopInstanceUid : [],
  );
  if (images.length > 0) return measurableSeries(study, seriesOfImages(study, images));
  const best = study.choose();
  const frames = new Set(
    marked.flatMap(({ region }) => (region.coordinates === 'patient' ? region.frameOfReferenceUid : [])),
  );
  const fits =
    best !== undefined &&
    imagesOf(study, best).some(({ frameOfReferenceUid }) => frames.has(frameOfReferenceUid ?? ''));
  return fits ? [best] : [];
}

/** What is marked on the images of one series, or in its frame of reference. */
function shapesOn(
  marked: readonly Marked[],
  study: AnnotatedStudy,
  seriesInstanceUid: string,
): MarkedShape[] {
  const images = imagesOf(study, seriesInstanceUid);
  return marked.flatMap(({ subject, region }) => {
    if (region.coordinates === 'patient') {
      const here = images.every((image) => image.frameOfReferenceUid === region.frameOfReferenceUid);
      return here ? shapeInPatient(subject, region.polygon) : [];
    }
    const frames = images.filter(({ sopInstanceUid }) => sopInstanceUid === region.sopInstanceUid);
    // Without a frame number it is meant for every frame: which one of many is drawn on, nobody knows.
    const chosen =
      region.frames.length === 0 && frames.length === 1
        ? frames
        : frames.filter(({ frameNumber }) => region.frames.includes(frameNumber));
    return chosen.flatMap((image) => shapeOnImage(subject, image, region.polygon) ?? []);
  });
}

function levelCount(shapes: readonly MarkedShape[]): number {
  return new Set(shapes.flatMap(({ subject }) => (subject === 'air' ? [] : subject))).size;
}
