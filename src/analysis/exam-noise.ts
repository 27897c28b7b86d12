import type { Slice } from '../dicom/image.ts';
import { reason } from '../errors.ts';
import type { AcquiredPair } from '../mscore/acquired-pair.ts';
import { type DeclaredNoise, declaredFor, declaredNoise } from '../mscore/declared-noise.ts';
import { differenceNoise } from '../mscore/difference-noise.ts';
import type { Measurement, Outline } from '../mscore/measurement.ts';
import { measureNoise, type NoiseMeasurement, refusedNoise } from '../mscore/noise.ts';
import type { ExamProtocol } from '../mscore/reference-differences.ts';
import type { Reference } from '../mscore/reference.ts';
import { unlikeSecond } from '../mscore/unlike-second.ts';
import { airInside } from '../spine/air-inside.ts';
import { withAir } from '../spine/find-air.ts';
import type { LocatedSpine } from '../spine/localiser.ts';
import { inBodies, type MeasuredTissue } from '../spine/measured-tissue.ts';
import { type SecondAcquisition, secondOf } from './second-acquisition.ts';

/** What the noise of an exam is taken from. */
export type NoiseInput =
  | { readonly method: 'air-sd' }
  | { readonly method: 'difference'; readonly second: SecondAcquisition }
  | { readonly method: 'declared'; readonly declared: readonly DeclaredNoise[] };

export interface ExamNoise extends NoiseMeasurement {
  readonly told: NonNullable<Measurement['noise']>;
}

/** Levels with all that their noise is measured in: air is looked for where nobody marked any. */
export function withNoisePlaces(
  located: LocatedSpine,
  slices: readonly Slice[],
  { method }: Pick<NoiseInput, 'method'>,
): LocatedSpine {
  return method === 'air-sd' ? withAir(located, slices) : located;
}

/** The noise of an exam by the method that was chosen, with its checks, and as the measurement tells it. */
export function examNoise(
  slices: readonly Slice[],
  located: LocatedSpine,
  input: NoiseInput,
  { exam, shape }: { readonly exam: ExamProtocol; readonly shape: Reference['noiseShape'] },
): ExamNoise {
  if (input.method === 'air-sd') {
    const places = located.noise.flatMap(({ sliceIndex, outline }) => placeOn(slices[sliceIndex], outline));
    const rois = located.noise.map(({ outline }) => outline);
    return told(input.method, measureNoise(places, { shape }), { rois });
  }
  if (input.method === 'declared') {
    const declared = declaredFor(exam, input.declared);
    const places = located.levels.flatMap(({ sliceIndex, roi }) => placeOn(slices[sliceIndex], roi));
    return told(input.method, declaredNoise(declared, places), { source: declared?.source });
  }
  const { refusal } = input.second;
  if (refusal) return told(input.method, refusedNoise(refusal), {});
  return byDifference(slices, inBodies(located, slices), input.second);
}

function byDifference(
  slices: readonly Slice[],
  tissue: readonly MeasuredTissue[],
  second: Extract<SecondAcquisition, { refusal?: undefined }>,
): ExamNoise {
  const rois = tissue.map(({ inside }) => inside);
  const more = { rois, secondSeriesInstanceUid: second.seriesInstanceUid };
  const acquired = tissue.flatMap(({ sliceIndex, inside, around }) => {
    const slice = slices[sliceIndex];
    const other = slice && secondOf(slice, second.slices);
    return slice && other ? [{ slice, other, inside, around }] : [];
  });
  // The headers that the series was found by may be out of date; those of the images count.
  const unlike = new Set(acquired.flatMap(({ slice, other }) => unlikeSecond(slice.header, other.header)));
  if (acquired.length < tissue.length) unlike.add('planes');
  if (unlike.size > 0) {
    return told('difference', refusedNoise(reason('noise/second-unlike', [...unlike].join(', '))), more);
  }
  const noise = differenceNoise({
    inside: acquired.map(({ slice, other, inside }) => pair(slice, other, inside)),
    around: acquired.map(({ slice, other, around }) => pair(slice, other, around)),
  });
  return told('difference', noise, more);
}

function pair(slice: Slice, other: Slice, { polygon }: Outline): AcquiredPair {
  return { first: airInside(slice, polygon), second: airInside(other, polygon) };
}

type Told = ExamNoise['told'];

function told(
  method: Told['method'],
  noise: NoiseMeasurement,
  {
    rois = [],
    source,
    secondSeriesInstanceUid,
  }: Partial<Pick<Told, 'rois' | 'source' | 'secondSeriesInstanceUid'>>,
): ExamNoise {
  const { sd, mean, n, effectiveN, relativeError, coils, checks } = noise;
  return {
    ...noise,
    told: {
      method,
      sd,
      mean,
      n,
      relativeError,
      ...(method !== 'declared' && { effectiveN }),
      ...(method === 'air-sd' && { coils }),
      ...(source !== undefined && { source }),
      ...(secondSeriesInstanceUid !== undefined && { secondSeriesInstanceUid }),
      rois: [...rois],
      checks: [...checks],
    },
  };
}

function placeOn(slice: Slice | undefined, { polygon }: Outline) {
  return slice ? [airInside(slice, polygon)] : [];
}
