import type { ImageHeader, SeriesHeaders, Slice } from '../dicom/image.ts';
import type { ImageSource } from '../dicom/image-source.ts';
import { type CodedReason, reason } from '../errors.ts';
import { samePlane, unlikeSecond } from '../mscore/unlike-second.ts';
import type { NoiseInput } from './exam-noise.ts';
import type { NoiseChoice, SecondStudy } from './noise-choice.ts';

/** The second acquisition of a series, or why there is none. */
export type SecondAcquisition =
  | {
      readonly seriesInstanceUid: string;
      readonly slices: readonly Slice[];
      readonly refusal?: undefined;
    }
  | { readonly refusal: CodedReason };

export interface AcquiredOnce {
  readonly studyInstanceUid: string;
  /** All series of the study. */
  readonly series: readonly SeriesHeaders[];
  readonly chosen: SeriesHeaders;
}

/**
 * A choice of two acquisitions with the second one read.
 *
 * @throws CodedError of kind `fault`, and what speaks against the images of the second acquisition
 */
export async function twiceAcquired(
  { method, second }: Extract<NoiseChoice, { method: 'difference' }>,
  once: AcquiredOnce,
  source: ImageSource,
): Promise<NoiseInput> {
  return { method, second: await secondAcquisition(once, source, second) };
}

/**
 * Finds and reads the second acquisition: a series with the same planes and protocol as the chosen one, in the study that
 * the caller names, else in this one. Of several, the one whose number is nearest.
 */
async function secondAcquisition(
  { studyInstanceUid, series, chosen }: AcquiredOnce,
  source: ImageSource,
  elsewhere: SecondStudy | undefined,
): Promise<SecondAcquisition> {
  const from = elsewhere ?? { source, studyInstanceUid };
  const there = elsewhere ? await elsewhere.source.readSeries(elsewhere.studyInstanceUid) : series;
  const others = there.filter(
    ({ seriesInstanceUid, images }) => seriesInstanceUid !== chosen.seriesInstanceUid && images.length > 0,
  );
  if (elsewhere && others.length === 0) {
    const itself = there.some(({ seriesInstanceUid }) => seriesInstanceUid === chosen.seriesInstanceUid);
    return { refusal: itself ? reason('noise/same-image', 'the series itself') : reason('noise/no-second') };
  }
  const judged = others.map((other) => ({ other, unlike: unlikeSeries(chosen, other) }));
  const [best] = judged
    .filter(({ unlike }) => unlike.length === 0)
    .toSorted((a, b) => numbersApart(chosen, a.other) - numbersApart(chosen, b.other));
  if (!best) {
    const [nearest] = judged.toSorted((a, b) => a.unlike.length - b.unlike.length);
    const detail = nearest?.unlike.join(', ');
    return { refusal: elsewhere ? reason('noise/second-unlike', detail) : reason('noise/no-second') };
  }
  const { seriesInstanceUid } = best.other;
  const slices = await from.source.readImages(from.studyInstanceUid, seriesInstanceUid);
  return { seriesInstanceUid, slices };
}

/** The slice of the second acquisition at the place of one of the first; undefined when there is none. */
export function secondOf({ header }: Slice, second: readonly Slice[]): Slice | undefined {
  return second.find((other) => samePlane(header.plane, other.header.plane));
}

/** What differs between the first image and its counterpart; every image must have one. */
function unlikeSeries({ images }: SeriesHeaders, other: SeriesHeaders): string[] {
  const counterparts = images.map((image) => counterpartOf(image, other.images));
  if (images.length !== other.images.length || counterparts.includes(undefined)) return ['planes'];
  const found = images.flatMap((image, i) => {
    const counterpart = counterparts[i];
    return counterpart ? unlikeSecond(image, counterpart) : [];
  });
  return [...new Set(found)];
}

function counterpartOf(image: ImageHeader, others: readonly ImageHeader[]): ImageHeader | undefined {
  return others.find((other) => samePlane(image.plane, other.plane));
}

function numbersApart(a: SeriesHeaders, b: SeriesHeaders): number {
  return Math.abs((a.images[0]?.seriesNumber ?? 0) - (b.images[0]?.seriesNumber ?? Infinity));
}
