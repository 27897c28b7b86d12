import { isCode } from '../dicom/code.ts';
import { orientation } from '../dicom/geometry.ts';
import type { Segment, Segmentation } from '../dicom/segmentation.ts';
import { CodedError } from '../errors.ts';
import { type AnnotatedStudy, imagesOf, measurableSeries, seriesOfImages } from './annotated-study.ts';
import { subjectOf } from './level-names.ts';
import { type MarkedShape, roiFileOf, shapeInPatient } from './marked-shapes.ts';
import type { RoiFile } from './roi-file.ts';
import { airOnFrame, bodiesOf } from './segment-outlines.ts';
import { framesOnSlices } from './segment-frames.ts';

/**
 * The levels and the air that a segmentation marks on the series it was drawn on, in the middle of each
 * segment; undefined when it is about something else. Raises CodedError `spine/annotation-ambiguous` and
 * `spine/annotation-unused`.
 */
export function segmentationRois(seg: Segmentation, study: AnnotatedStudy): RoiFile | undefined {
  const named = seg.segments.map((segment) => ({
    number: segment.number,
    subject: subjectOfSegment(seg, segment),
  }));
  if (named.some(({ subject }) => subject === 'contradictory')) {
    throw new CodedError('spine/annotation-ambiguous', 'two names for one segment');
  }
  if (!named.some(({ subject }) => subject !== undefined && subject !== 'air')) return undefined;

  const series = drawnOn(seg, study);
  const planes = series === undefined ? [] : imagesOf(study, series).flatMap(({ plane }) => plane ?? []);
  if (series === undefined || planes.length === 0) {
    throw new CodedError('spine/annotation-unused', 'not on a series that can be measured');
  }
  if (!seg.frames.some(({ plane }) => plane && orientation(plane) === 'sagittal')) {
    throw new CodedError('spine/annotation-unused', 'its frames are not sagittal');
  }
  const shapes = named.flatMap(({ number, subject }): MarkedShape[] => {
    if (subject === undefined || subject === 'contradictory') return [];
    const frames = framesOnSlices(seg, number, planes);
    const outlines = subject === 'air' ? frames.flatMap(airOnFrame) : bodiesOf(frames);
    return outlines.map((corners) => shapeInPatient(subject, corners));
  });
  return roiFileOf(shapes, { seriesInstanceUid: series, frameOfReferenceUid: seg.frameOfReferenceUid });
}

function subjectOfSegment({ masks }: Segmentation, segment: Segment) {
  const { number, label, categories, types, anatomicRegions } = segment;
  // A label map calls what is in no segment the background: that is not air, but everything else.
  if (masks.type === 'LABELMAP' && number === 0) return undefined;
  // Morphologically altered structure: whatever it is called, it is not how the vertebra is.
  const altered = categories.some(
    (code) => isCode(code, 'SCT', '49755003') || isCode(code, 'SRT', 'M-01000'),
  );
  return altered ? undefined : subjectOf({ types, sites: anatomicRegions, label });
}

/** The series that it names, or the one that would be measured, if it has the same frame of reference. */
function drawnOn(seg: Segmentation, study: AnnotatedStudy): string | undefined {
  const { frameOfReferenceUid, referencedSeries, referencedImages } = seg;
  const names = referencedSeries.length > 0 || referencedImages.length > 0;
  const candidates = names
    ? measurableSeries(study, [...referencedSeries, ...seriesOfImages(study, referencedImages)])
    : [study.choose() ?? ''];
  return candidates.find(
    (uid) =>
      frameOfReferenceUid !== undefined &&
      imagesOf(study, uid).every((image) => image.frameOfReferenceUid === frameOfReferenceUid),
  );
}
