import type { StoredMeasurement } from '../../store/measurements.ts';
import type { Withdrawal } from '../../store/withdrawals.ts';
import type { SeriesKey } from './study-pixels.ts';

/**
 * Which series a measurement was made on; undefined where none was chosen, and where the images are, or may be,
 * another patient's: the record says so too when it withdraws the study.
 */
export function shownSeries(
  {
    client,
    measurement: { study, series, noise, refusals },
  }: Pick<StoredMeasurement, 'client' | 'measurement'>,
  withdrawal: Withdrawal | undefined,
): SeriesKey | undefined {
  if (withdrawal || !series.chosen || refusals.some(({ code }) => code.startsWith('study/patient-')))
    return undefined;
  return {
    client,
    studyInstanceUid: study.studyInstanceUid,
    seriesInstanceUid: series.chosen.seriesInstanceUid,
    secondSeriesInstanceUid: noise?.secondSeriesInstanceUid,
  };
}
