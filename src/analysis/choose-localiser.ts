import { chooseSagittalT1 } from '../dicom/choose-series.ts';
import type { StudyAnnotations } from '../dicom/annotation.ts';
import type { SeriesHeaders } from '../dicom/image.ts';
import type { ImageSource } from '../dicom/image-source.ts';
import type { CodedReason } from '../errors.ts';
import type { KnownReference } from '../mscore/reference.ts';
import { annotationLocaliser } from '../spine/annotation-localiser.ts';
import type { Localiser } from '../spine/localiser.ts';
import { ALGORITHM } from './algorithm.ts';

/** Who says where the levels of this study are; undefined when nobody does. */
export type LocaliserFor = (studyInstanceUid: string) => Promise<Localiser | undefined>;

/** The first of these that has something to say about a study. */
export function firstOf(...ways: readonly LocaliserFor[]): LocaliserFor {
  return async (studyInstanceUid) => {
    for (const way of ways) {
      const localiser = await way(studyInstanceUid);
      if (localiser) return localiser;
    }
    return undefined;
  };
}

export interface StudyInPacs {
  readonly studyInstanceUid: string;
  readonly series: readonly SeriesHeaders[];
  readonly annotationSeries: readonly string[];
}

export interface Markers {
  /** What the caller insists on, whatever the study holds. */
  readonly given?: (() => Promise<Localiser>) | undefined;
  /** Asked when nobody marked the levels in the study itself. */
  readonly localiserFor: LocaliserFor;
}

export interface ChosenLocaliser {
  readonly localiser: Localiser | undefined;
  readonly choice: ReturnType<typeof chooseSagittalT1>;
  /** About annotation objects of the study that were not used. */
  readonly limits: readonly CodedReason[];
}

/**
 * Whose levels are measured, and on which series: what the caller insists on, else what was marked in the
 * study itself, then what a reviewer or a file says, then the model.
 */
export async function chooseLocaliser(
  study: StudyInPacs,
  source: ImageSource,
  { given, localiserFor }: Markers,
  references: readonly KnownReference[],
): Promise<ChosenLocaliser> {
  const usable = references.filter(({ retired }) => retired === undefined);
  const protocols = usable.map(({ protocol }) => protocol);
  const choose = (markedOn?: string) => chooseSagittalT1(study.series, protocols, markedOn);
  if (given) {
    const localiser = await given();
    return { localiser, choice: choose(localiser.seriesInstanceUid), limits: [] };
  }
  const { localiser: annotated, limits } = annotationLocaliser(await annotationsOf(study, source), {
    series: study.series,
    choose: (markedOn) => choose(markedOn).chosen?.series.seriesInstanceUid,
    ownModelName: ALGORITHM.name,
  });
  const localiser = annotated ?? (await localiserFor(study.studyInstanceUid));
  return { localiser, choice: choose(localiser?.seriesInstanceUid), limits };
}

async function annotationsOf(
  { studyInstanceUid, annotationSeries }: StudyInPacs,
  source: ImageSource,
): Promise<StudyAnnotations> {
  if (annotationSeries.length === 0) return { objects: [], unread: [] };
  return source.readAnnotations(studyInstanceUid, annotationSeries);
}
