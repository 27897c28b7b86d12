import type { Slice } from '../dicom/image.ts';
import type { CodedReason } from '../errors.ts';
import { checkAcquisition } from '../mscore/acquisition-checks.ts';
import { mScore } from '../mscore/m-score.ts';
import { matchReference } from '../mscore/match-reference.ts';
import type { Measurement, Outline } from '../mscore/measurement.ts';
import { measureNoise } from '../mscore/noise.ts';
import type { ExamProtocol } from '../mscore/reference-differences.ts';
import type { Reference } from '../mscore/reference.ts';
import { roiStatistics } from '../mscore/roi-statistics.ts';
import { roiSnr, spineSnr, type LevelSignal } from '../mscore/snr.ts';
import { vertebralBoneQuality } from '../mscore/vbq.ts';
import { refuseTooFewLevels, type LocatedLevel, type LocatedSpine } from '../spine/localiser.ts';
import { rasterise } from '../spine/outline.ts';

/** The part of a measurement that comes from the pixels. */
export type SliceMeasurement = Pick<
  Measurement,
  'levels' | 'noise' | 'snr' | 'mscore' | 'vbq' | 'refusals' | 'limits'
>;

/**
 * Signals, noise, SNR and M-score of a series whose levels and air are known. Pure: same slices, outlines
 * and references, same answer. With any refusal there is no SNR, M-score or VBQ, but the ROIs, the grey
 * values in them and the noise checks stay, to show why.
 */
export function measureSlices(
  slices: readonly Slice[],
  located: LocatedSpine,
  references: readonly Reference[],
): SliceMeasurement {
  const used = usedSlices(slices, located);
  const signals = located.levels.map((level) => ({ located: level, ...signalOf(slices, level) }));
  const match = matchReference(examOf(used), [...new Set(signals.map(({ level }) => level))], references);
  const noise = measureNoise(
    located.noise.map(({ sliceIndex, outline }) => valuesIn(slices[sliceIndex], outline)),
    { shape: match.reference?.noiseShape },
  );
  const tooFew = refuseTooFewLevels(located);
  const refusals: CodedReason[] = [
    ...(tooFew ? [tooFew] : []),
    ...checkAcquisition(used.map(({ header }) => header)),
    ...noise.refusals,
    ...(match.refusal ? [match.refusal] : []),
  ];
  const trusted = refusals.length === 0;
  const snr = trusted ? spineSnr(signals, noise) : null;
  return {
    levels: signals.map(({ located: level, mean, sd, n, slice }) => ({
      level: level.level,
      slice,
      roi: level.roi,
      ...(level.body && { body: level.body }),
      mean,
      sd,
      n,
      snr: trusted ? roiSnr({ mean }, noise) : null,
    })),
    noise: {
      method: 'air-sd',
      sd: noise.sd,
      mean: noise.mean,
      n: noise.n,
      rois: located.noise.map(({ outline }) => outline),
      checks: [...noise.checks],
    },
    snr: snr?.value ?? null,
    mscore: snr && match.reference ? mScore(snr, match.reference) : null,
    vbq: trusted ? vbqOf(slices, signals, located) : null,
    refusals,
    limits: [...noise.limits, ...(match.limits ?? []), ...located.leftOut.map(({ reason }) => reason)],
  };
}

function signalOf(slices: readonly Slice[], level: LocatedLevel): LevelSignal & { slice: number } {
  const slice = slices[level.sliceIndex];
  const { mean, sd, n } = roiStatistics(valuesIn(slice, level.roi));
  const { header } = slice ?? {};
  return { level: level.level, mean, sd, n, slice: header?.instanceNumber ?? header?.frameNumber ?? 0 };
}

/** Stored values of the pixels whose centre lies in the outline, padding left out. */
function valuesIn(slice: Slice | undefined, outline: Outline): number[] {
  if (!slice) return [];
  const { rows, columns, pixelPaddingValue } = slice.header.pixels;
  return rasterise(outline.polygon, { rows, columns })
    .map((index) => slice.pixels[index] ?? 0)
    .filter((value) => value !== pixelPaddingValue);
}

function usedSlices(slices: readonly Slice[], { levels, noise, csf }: LocatedSpine): Slice[] {
  const indices = new Set([...levels, ...noise, ...csf].map(({ sliceIndex }) => sliceIndex));
  return slices.filter((_, index) => indices.has(index));
}

function examOf(used: readonly Slice[]): ExamProtocol {
  const [first] = used;
  if (!first) throw new RangeError('No slice was used.');
  const { scanner, acquisition, plane } = first.header;
  return { scanner, acquisition, plane, noiseMethod: 'air-sd' };
}

function vbqOf(slices: readonly Slice[], signals: readonly LevelSignal[], { csf }: LocatedSpine): Measurement['vbq'] {
  const [fluid] = csf;
  if (!fluid) return null;
  const vbq = vertebralBoneQuality(signals, valuesIn(slices[fluid.sliceIndex], fluid.outline));
  return vbq && { ...vbq, csf: fluid.outline };
}
