import type { FhirResource } from 'fhir/r4.js';
import { resourceSchema } from '../../src/fhir-resource.ts';
import { buildRecord, type RecordOptions, type RecordResources } from '../../src/fhir/record.ts';
import { RECORD_KEYS, type RecordKey } from '../../src/fhir/record-queries.ts';
import type { PatientRecord } from '../../src/screening/record.ts';

export const subject = { reference: 'Patient/p1' };
export const options: RecordOptions = { patientId: 'p1' };
export const patient = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1958-02-03' };

/** A resource as it comes from outside: whatever JSON with a type. */
export function resource(json: object): FhirResource {
  return resourceSchema.parse(json);
}

/** What stands behind a key, whole. */
export function found(...resources: object[]) {
  return { resources: resources.map(resource), complete: true };
}

/** The record of a patient, whole, with these resources under their keys. */
export function recordOf(
  changes: Partial<Record<RecordKey, object[]>> = {},
  more: Partial<RecordOptions> = {},
): PatientRecord {
  const keys = RECORD_KEYS.map((key) => [
    key,
    found(...(changes[key] ?? (key === 'patient' ? [patient] : []))),
  ]);
  const resources: RecordResources = Object.fromEntries(keys);
  return buildRecord(resources, { ...options, ...more });
}
