import { describe, expect, test } from '@jest/globals';
import { ageAtExam } from '../../src/dicom/patient-age.ts';

describe('the age at the exam', () => {
  test.each<[string, string | undefined, string | undefined, string | undefined, number | undefined]>([
    ['what the images say', '024Y', '19620228', '20260302101500', 24],
    ['in months', '018M', undefined, undefined, 1.5],
    ['in full years from birth to exam', undefined, '20000303', '20260302101500', 25],
    ['on the birthday', undefined, '20000302', '20260302', 26],
    ['not known without a birth date', undefined, undefined, '20260302', undefined],
    ['not known without the day of the exam', undefined, '20000302', '2026', undefined],
    ['not known before birth', undefined, '20270302', '20260302', undefined],
    ['not known from an age that is none', 'young', undefined, '20260302', undefined],
  ])('%s', (_, age, birthDate, acquiredAt, years) => {
    expect(ageAtExam({ age, birthDate }, acquiredAt)).toBe(years);
  });
});
