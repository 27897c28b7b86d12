import type { NoiseInput } from '../../analysis/exam-noise.ts';
import type { CodedReason } from '../../errors.ts';
import type { Site } from '../../site.ts';
import type { RoiFile } from '../../spine/roi-file.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';
import { inTime } from '../in-time.ts';
import type { ImagesDependencies } from './images-router.ts';
import { recomputer } from './recompute.ts';
import { shownSeries } from './shown-series.ts';
import type { StudyImages } from './study-pixels.ts';

/** Why a study has no M-score as it was drawn; empty when it has one, or when that cannot be said now. */
export type RefusalsAsDrawn = (stored: StoredMeasurement, rois: RoiFile) => Promise<readonly CodedReason[]>;

/** Who drew has just looked at the images: mostly they are in memory still. */
const IMAGES_MS = 10_000;

/** Measures what was drawn before anybody signs it, on the images that the page shows. */
export function refusalsAsDrawn({ siteOf, pixels, withdrawals }: ImagesDependencies): RefusalsAsDrawn {
  return async (stored, rois) => {
    const site = siteOf(stored.client);
    const series = shownSeries(stored, await withdrawals.ofMeasurement(stored));
    const images = series && (await inTime(pixels.of(series, site.images), IMAGES_MS));
    const noise = images && noiseOf(site.noise, stored, images);
    if (!images || !noise || images.slices.length === 0) return [];
    const { slices } = images;
    const { numbers, refusal } = recomputer({ slices, references: await site.references(), noise })(rois);
    if (refusal) return [refusal];
    return numbers.mscore ? [] : numbers.refusals;
  };
}

/** Undefined where a second acquisition is still to be looked for when the study is measured. */
function noiseOf(
  noise: Site['noise'],
  { measurement }: StoredMeasurement,
  { second: slices }: StudyImages,
): NoiseInput | undefined {
  if (noise.method !== 'difference') return noise;
  const seriesInstanceUid = measurement.noise?.secondSeriesInstanceUid;
  if (seriesInstanceUid === undefined || slices.length === 0) return undefined;
  return { method: 'difference', second: { seriesInstanceUid, slices } };
}
