import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkPatient, type PatientIdentity } from '../../src/analysis/patient-identity.ts';
import type { DicomPatient } from '../../src/dicom/image.ts';

const record: PatientIdentity = {
  identifiers: [{ patientId: 'P1', issuer: 'NORTH' }, { patientId: 'P2' }],
  birthDate: '1961-04-01',
  sex: 'female',
};
const images: DicomPatient = { id: 'P1', issuerOfPatientId: 'NORTH', birthDate: '19610401', sex: 'F' };

const check = (imagesOther: Partial<DicomPatient>, recordOther: Partial<PatientIdentity> = {}) =>
  checkPatient({ ...images, ...imagesOther }, { ...record, ...recordOther })?.code;

describe('the same patient', () => {
  test.each<[string, Partial<DicomPatient>, Partial<PatientIdentity>]>([
    ['everything agrees', {}, {}],
    ['another identifier of the record, which names no issuer', { id: 'P2' }, {}],
    ['the images name no issuer', { issuerOfPatientId: undefined }, {}],
    ['no birth date in the images', { birthDate: undefined }, {}],
    ['an empty birth date in the images', { birthDate: '' }, {}],
    ['no birth date in the record', {}, { birthDate: undefined }],
    ['the record knows the month only', {}, { birthDate: '1961-04' }],
    ['the record knows the year only', {}, { birthDate: '1961' }],
    ['no sex in the images', { sex: undefined }, {}],
    ['sex O in the images', { sex: 'O' }, {}],
    ['sex unknown in the record', {}, { sex: 'unknown' }],
    ['a man', { sex: 'M' }, { sex: 'male' }],
  ])('%s', (_what, imagesOther, recordOther) => {
    expect(check(imagesOther, recordOther)).toBeUndefined();
  });
});

describe('another patient', () => {
  test.each<[string, Partial<DicomPatient>, Partial<PatientIdentity>]>([
    ['another identifier', { id: 'P3' }, {}],
    ['an identifier in other letters', { id: 'p1' }, {}],
    ['the same number of another issuer', { issuerOfPatientId: 'SOUTH' }, {}],
    ['another birth date', { birthDate: '19610402' }, {}],
    ['another birth year', {}, { birthDate: '1962' }],
    ['a man in the images', { sex: 'M' }, {}],
    ['a woman in the images', {}, { sex: 'male' }],
    ['another birth date, and no identifier to go by', { id: undefined, birthDate: '19700101' }, {}],
  ])('%s', (_what, imagesOther, recordOther) => {
    expect(check(imagesOther, recordOther)).toBe('study/patient-mismatch');
  });

  test('is told without saying who', () => {
    const text = checkPatient({ ...images, id: 'NOVAK-7' }, record)?.text ?? '';
    expect(text).toBe('The images belong to another patient than the record. (patient identifier)');
  });
});

describe('nobody knows', () => {
  test.each<[string, Partial<DicomPatient>, Partial<PatientIdentity>]>([
    ['no identifier in the images', { id: undefined }, {}],
    ['an empty identifier in the images', { id: '' }, {}],
    ['no identifier of the PACS in the record', {}, { identifiers: [] }],
    ['an empty one in both', { id: '' }, { identifiers: [{ patientId: '' }] }],
  ])('%s', (_what, imagesOther, recordOther) => {
    expect(check(imagesOther, recordOther)).toBe('study/patient-unverified');
  });
});

describe('whatever images and record say', () => {
  const few = fc.constantFrom('', 'P1', 'P2', 'P 1');
  const text = fc.option(fc.oneof(few, fc.string()), { nil: undefined });
  const dicomPatient: fc.Arbitrary<DicomPatient> = fc.record({
    id: text,
    issuerOfPatientId: text,
    birthDate: text,
    sex: fc.option(fc.oneof(fc.constantFrom('F', 'M', 'O'), fc.string()), { nil: undefined }),
  });
  const identity: fc.Arbitrary<PatientIdentity> = fc.record({
    identifiers: fc.array(fc.record({ patientId: fc.oneof(few, fc.string()), issuer: text })),
    birthDate: text,
    sex: fc.constantFrom('female', 'male', 'other', 'unknown'),
  });

  test('images are taken for the patient’s only when their PatientID is one of the record’s', () => {
    fc.assert(
      fc.property(dicomPatient, identity, (anyImages, anyRecord) => {
        const accepted = checkPatient(anyImages, anyRecord) === undefined;
        const known = anyRecord.identifiers.some(({ patientId }) => patientId === anyImages.id);
        return !accepted || (known && anyImages.id !== '');
      }),
    );
  });

  test('a woman’s images are never a man’s', () => {
    fc.assert(
      fc.property(dicomPatient, identity, (anyImages, anyRecord) => {
        const refusal = checkPatient({ ...anyImages, sex: 'F' }, { ...anyRecord, sex: 'male' });
        return refusal?.code === 'study/patient-mismatch';
      }),
    );
  });
});
