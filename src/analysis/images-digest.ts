import type { StudyHeaders } from '../dicom/image-source.ts';
import { digest } from '../digest.ts';

/**
 * A digest of which images a study has, by their UIDs, and of whether anybody marked something beside them: what is
 * stored under a UID never changes, so that corrected images have others.
 */
export function imagesDigest({ series, annotationSeries }: StudyHeaders): string {
  const uids = series.flatMap(({ seriesInstanceUid, images, unreadable }) => [
    [seriesInstanceUid, unreadable?.code ?? ''],
    ...images.map(({ sopInstanceUid, frameNumber }) => [sopInstanceUid, frameNumber]),
  ]);
  return digest([uids.map((uid) => JSON.stringify(uid)).toSorted(), annotationSeries.toSorted()]);
}
