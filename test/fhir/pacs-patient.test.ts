import { describe, expect, test } from '@jest/globals';
import type { Patient } from 'fhir/r4.js';
import { patientIdentifiersForPacs } from '../../src/fhir/pacs-patient.ts';

const patient: Patient = {
  resourceType: 'Patient',
  identifier: [
    { system: 'https://hospital.test/mrn', value: '4711' },
    { system: 'https://hospital.test/mrn', value: '0815', use: 'old' },
    { system: 'https://clinic.test/mrn', value: 'C-1' },
    { system: 'http://hl7.org/fhir/sid/us-ssn', value: '000-00-0000' },
    { value: '12' },
    { system: 'toString', value: '13' },
  ],
};

const withIds = (values: readonly string[]): Patient => ({
  resourceType: 'Patient',
  identifier: values.map((value) => ({ system: 'https://hospital.test/mrn', value })),
});

describe('patientIdentifiersForPacs', () => {
  test('only identifiers of the configured systems, with the PACS’s issuer, none that is old', () => {
    const systems = { 'https://hospital.test/mrn': { issuer: 'HOSP' }, 'https://clinic.test/mrn': {} };
    expect(patientIdentifiersForPacs(patient, systems)).toEqual([
      { patientId: '4711', issuer: 'HOSP' },
      { patientId: 'C-1' },
    ]);
  });

  test('nothing is configured: nothing may be matched by patient', () => {
    expect(patientIdentifiersForPacs(patient, {})).toEqual([]);
  });

  test('a patient without identifiers', () => {
    expect(
      patientIdentifiersForPacs({ resourceType: 'Patient' }, { 'https://hospital.test/mrn': {} }),
    ).toEqual([]);
  });

  const systems = { 'https://hospital.test/mrn': {} };
  test('at most ten, each once', () => {
    const values = ['1', '1', ...Array.from({ length: 10_000 }, (_, index) => `${index}`)];
    const ids = patientIdentifiersForPacs(withIds(values), systems);
    expect(ids.map(({ patientId }) => patientId).toSorted()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
  });

  test.each(['', ' ', 'a\0b', 'a\nb', 'a\\b', '47*', '47?', '\ud83d', 'x'.repeat(65)])(
    'none that DICOM cannot hold: %j',
    (value) => expect(patientIdentifiersForPacs(withIds([value, '4711']), systems)).toHaveLength(1),
  );
});
