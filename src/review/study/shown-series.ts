import type { StoredMeasurement } from '../../store/measurements.ts';
import type { SeriesKey } from './study-pixels.ts';

/**
 * Which series a measurement was made on; undefined where none was chosen, and where the images are, or may be,
 * another patient's.
 */
export function shownSeries({
  client,
  measurement: { study, series, noise, refusals },
}: Pick<StoredMeasurement, 'client' | 'measurement'>): SeriesKey | undefined {
  if (!series.chosen || refusals.some(({ code }) => code.startsWith('study/patient-'))) return undefined;
  return {
    client,
    studyInstanceUid: study.studyInstanceUid,
    seriesInstanceUid: series.chosen.seriesInstanceUid,
    secondSeriesInstanceUid: noise?.secondSeriesInstanceUid,
  };
}
