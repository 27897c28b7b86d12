import { describe, expect, test } from '@jest/globals';
import { examOf } from '../../src/calibration/exam-of.ts';
import type { CohortStudy } from '../../src/calibration/study.ts';
import type { DicomPatient } from '../../src/dicom/image.ts';
import { levelOf } from '../support/measurement.ts';
import { measuredStudy } from './measured-study.ts';

const location = '/data/Novak Marie';

/** Who the woman is by the manifest's row and by the images. */
function key(study: Partial<CohortStudy>, patient: Partial<DicomPatient> = {}): string | undefined {
  const said = { id: 'X', issuerOfPatientId: 'N', birthDate: undefined, sex: 'F', ...patient };
  return examOf(measuredStudy(8, { patient: said }), { location, ...study }, 1).womanKey;
}

describe('a measured study as an exam', () => {
  test('has signals, air, protocol and who it is from the images', () => {
    const exam = examOf(measuredStudy(8), { location }, 3);
    expect(exam).toMatchObject({
      name: 'exam 3',
      number: 3,
      studyKey: '1.2.3.8',
      age: 24,
      sex: 'F',
      protocol: { scanner: { serial: 'A7' }, noiseMethod: 'air-sd' },
      signals: { L1: 455, L2: 445, L3: 435, L4: 425 },
      air: { sd: 10, meanOverSd: 2, n: 1200 },
      refusals: [{ code: 'reference/none' }],
    });
  });

  test('takes age, sex and name from the manifest first', () => {
    const exam = examOf(measuredStudy(8), { location, id: 'A-01', age: 31, sex: 'M' }, 3);
    expect(exam).toMatchObject({ name: 'A-01', age: 31, sex: 'M' });
  });

  test('is never named as the patient is', () => {
    expect(examOf(measuredStudy(8), { location, id: 'NOVAK-8' }, 3).name).toBe('exam 3');
    expect(JSON.stringify(examOf(measuredStudy(8), { location }, 3))).not.toContain('Marie');
  });

  test('is of the woman whom the manifest names, else of the PatientID; of nobody without either', () => {
    expect(key({})).toBe(key({}));
    expect(key({})).not.toBe(key({}, { id: 'Y' }));
    expect(key({}, { id: 'Y' })).not.toBe(key({}, { id: 'Y', birthDate: '20000101' }));
    expect(key({ patient: 'p1' })).toBe(key({ patient: 'p1' }, { id: 'Y' }));
    expect(key({}, { id: undefined })).toBeUndefined();
  });

  test('counts several ROIs of one level as one', () => {
    const { measurement, ...rest } = measuredStudy(8);
    const levels = [...measurement.levels, { ...levelOf('L1', 50), mean: 555 }];
    const exam = examOf({ ...rest, measurement: { ...measurement, levels } }, { location }, 1);
    expect(exam.signals.L1).toBe(505);
  });

  test('has mean/SD as it was checked', () => {
    const { measurement, ...rest } = measuredStudy(8);
    if (!measurement.noise) throw new Error('no noise');
    const checks = [{ check: 'mean-over-sd', value: 1.93, limits: {}, passed: true }];
    const exam = examOf(
      { ...rest, measurement: { ...measurement, noise: { ...measurement.noise, checks } } },
      { location },
      1,
    );
    expect(exam.air?.meanOverSd).toBe(1.93);
  });
});
