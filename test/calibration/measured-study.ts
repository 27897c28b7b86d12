import type { MeasuredStudy } from '../../src/analysis/measure-study.ts';
import type { ImageHeader } from '../../src/dicom/image.ts';
import { reason } from '../../src/errors.ts';
import { imageHeader } from '../mscore/image-header.ts';
import { levelOf, refused } from '../support/measurement.ts';

/** The pipeline's answer without references about a young woman of 24: SNR 40 and more, air SD 10. */
export function measuredStudy(number: number, different: Partial<ImageHeader> = {}): MeasuredStudy {
  const snr = 40 + number / 2;
  const measurement = refused(reason('reference/none'));
  const levels = (['L1', 'L2', 'L3', 'L4'] as const).map((level, index) => ({
    ...levelOf(level, snr),
    mean: 10 * (snr + 1.5 - index),
    snr: null,
  }));
  const header = imageHeader({
    sopInstanceUid: levels[0]?.roi.sopInstanceUid ?? '',
    acquiredAt: '20260302',
    patient: {
      id: `NOVAK-${number}`,
      issuerOfPatientId: undefined,
      birthDate: '20020101',
      sex: 'F',
    },
    ...different,
  });
  return {
    measurement: {
      ...measurement,
      study: { ...measurement.study, studyInstanceUid: `1.2.3.${number}` },
      roiSource: 'model',
      levels,
      noise: { method: 'air-sd', sd: 10, mean: 20, n: 1300, effectiveN: 1200, rois: [], checks: [] },
    },
    verified: false,
    images: undefined,
    slices: [{ header, pixels: new Uint16Array() }],
  };
}
