import type { ImageHeader, SeriesHeaders } from '../dicom/image.ts';

/** What must be known of a study to say what its annotation objects are worth. */
export interface AnnotatedStudy {
  readonly series: readonly SeriesHeaders[];
  /**
   * The series to measure when levels are marked on this one, or on none in particular: another than was
   * named, or undefined, when that cannot be measured (see `chooseSagittalT1`).
   */
  readonly choose: (markedOn?: string) => string | undefined;
  /** ManufacturerModelName of the objects that this service writes: what it found itself, no person drew. */
  readonly ownModelName: string;
}

/** The images of one series. */
export function imagesOf({ series }: AnnotatedStudy, seriesInstanceUid: string): readonly ImageHeader[] {
  return series.find((each) => each.seriesInstanceUid === seriesInstanceUid)?.images ?? [];
}

/** Those of these series that the study has and that can be measured, each once. */
export function measurableSeries(study: AnnotatedStudy, named: readonly string[]): string[] {
  return [...new Set(named)].filter((uid) => imagesOf(study, uid).length > 0 && study.choose(uid) === uid);
}

/** The series of each of these images that the study has. */
export function seriesOfImages({ series }: AnnotatedStudy, sopInstanceUids: readonly string[]): string[] {
  const wanted = new Set(sopInstanceUids);
  return series
    .filter(({ images }) => images.some(({ sopInstanceUid }) => wanted.has(sopInstanceUid)))
    .map(({ seriesInstanceUid }) => seriesInstanceUid);
}
