import type { Slice } from '../dicom/image.ts';
import { reason, type CodedReason } from '../errors.ts';
import { checkAcquisition } from '../mscore/acquisition-checks.ts';
import { discordance } from '../mscore/discordance.ts';
import { mScore } from '../mscore/m-score.ts';
import { matchReference } from '../mscore/match-reference.ts';
import type { Measurement, Outline } from '../mscore/measurement.ts';
import type { NoiseMethod } from '../mscore/noise-method.ts';
import type { ExamProtocol } from '../mscore/reference-differences.ts';
import type { KnownReference } from '../mscore/reference.ts';
import { roiStatistics } from '../mscore/roi-statistics.ts';
import { roiSnr, spineSnr, type LevelSignal } from '../mscore/snr.ts';
import { vertebralBoneQuality } from '../mscore/vbq.ts';
import { refuseTooFewLevels, type LocatedLevel, type LocatedSpine } from '../spine/localiser.ts';
import { acquiredOn } from './acquired-on.ts';
import { valuesInside } from '../spine/values-inside.ts';
import { examNoise, type NoiseInput } from './exam-noise.ts';

/** The part of a measurement that comes from the pixels. */
export type SliceMeasurement = Pick<
  Measurement,
  'levels' | 'others' | 'noise' | 'snr' | 'mscore' | 'vbq' | 'refusals' | 'limits'
>;

/**
 * Signals, noise, SNR and M-score of a series whose levels are known, and its air, second acquisition or declared
 * noise. Pure: same slices, outlines and references, same answer. With any refusal there is no SNR, M-score or VBQ, but the ROIs, the grey
 * values in them and the noise checks stay, to show why.
 *
 * @param noiseOf for who measures the same air again and again
 */
export function measureSlices(
  slices: readonly Slice[],
  located: LocatedSpine,
  references: readonly KnownReference[],
  input: NoiseInput = { method: 'air-sd' },
  noiseOf: typeof examNoise = examNoise,
): SliceMeasurement {
  const used = usedSlices(slices, located);
  const signals = located.levels.flatMap((level) => signalOf(slices, level) ?? []);
  const padded =
    signals.length < located.levels.length ? [reason('spine/roi-outside', 'only padding in it')] : [];
  const exam = examOf(used[0] ?? slices[0], input.method);
  const match = matchReference(exam, [...new Set(signals.map(({ level }) => level))], references);
  const shape = (match.reference ?? match.drifted)?.noiseShape;
  const noise = noiseOf(slices, located, input, { exam, shape });
  const tooFew = refuseTooFewLevels(signals.map(({ level }) => level));
  const refusals: CodedReason[] = [
    ...(tooFew ? [tooFew] : []),
    ...checkAcquisition(used.map(({ header }) => header)),
    ...noise.refusals,
    ...(match.refusal ? [match.refusal] : []),
  ];
  const trusted = refusals.length === 0;
  const snr = trusted ? spineSnr(signals, noise, match.reference?.perLevel) : null;
  const mscore = snr && match.reference ? mScore(snr, match.reference) : null;
  const vbq = trusted ? vbqOf(slices, signals, located, noise.sd) : null;
  const discordant = discordance(mscore, vbq);
  return {
    levels: signals.map(({ located: level, mean, sd, n, slice }) => ({
      level: level.level,
      slice,
      roi: level.roi,
      ...(level.body && { body: level.body }),
      ...(level.corners && { corners: level.corners }),
      ...(level.confidence !== undefined && { confidence: level.confidence }),
      mean,
      sd,
      n,
      snr: trusted ? roiSnr({ mean }, noise) : null,
    })),
    ...(located.others && { others: [...located.others] }),
    noise: noise.told,
    snr: snr?.value ?? null,
    mscore,
    vbq,
    refusals,
    limits: [
      ...noise.limits,
      ...(match.limits ?? []),
      ...located.leftOut.map((left) => left.reason),
      ...(located.limits ?? []),
      ...padded,
      ...(discordant ? [discordant] : []),
    ],
  };
}

interface LocatedSignal extends LevelSignal {
  readonly located: LocatedLevel;
  readonly slice: number;
}

/** Undefined when the ROI holds no pixel but padding. */
function signalOf(slices: readonly Slice[], located: LocatedLevel): LocatedSignal | undefined {
  const slice = slices[located.sliceIndex];
  const values = valuesIn(slice, located.roi);
  if (!slice || values.length === 0) return undefined;
  const { mean, sd, n } = roiStatistics(values);
  const { instanceNumber, frameNumber } = slice.header;
  return { located, level: located.level, mean, sd, n, slice: instanceNumber ?? frameNumber };
}

function valuesIn(slice: Slice | undefined, outline: Outline): number[] {
  return slice ? valuesInside(slice, outline.polygon) : [];
}

function usedSlices(slices: readonly Slice[], { levels, noise, csf }: LocatedSpine): Slice[] {
  const indices = new Set([...levels, ...noise, ...csf].map(({ sliceIndex }) => sliceIndex));
  return slices.filter((_, index) => indices.has(index));
}

function examOf(slice: Slice | undefined, noiseMethod: NoiseMethod): ExamProtocol {
  if (!slice) throw new RangeError('A series has at least one image.');
  const { scanner, acquisition, plane, acquiredAt } = slice.header;
  return { scanner, acquisition, plane, noiseMethod, acquired: acquiredOn(acquiredAt) };
}

function vbqOf(
  slices: readonly Slice[],
  signals: readonly LevelSignal[],
  { csf }: LocatedSpine,
  noiseSd: number,
): Measurement['vbq'] {
  const fluids = csf.flatMap(({ behind, outline, sliceIndex }) =>
    behind ? [{ behind, outline, values: valuesIn(slices[sliceIndex], outline) }] : [],
  );
  const found = vertebralBoneQuality(signals, fluids, noiseSd);
  if (!found) return null;
  const { fluid, ...vbq } = found;
  return { ...vbq, csf: fluid.outline };
}
