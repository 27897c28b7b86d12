import type { CallingClient } from '../../src/calling-client.ts';
import type { StudyKey } from '../../src/store/measurements.ts';

export const NORTH: CallingClient = {
  issuer: 'https://north.example.org',
  fhirServer: 'https://north.example.org/fhir',
};

/** A study of a patient of the hospital in the north; tests change what they are about. */
export function studyKey(changes: Partial<StudyKey> = {}): StudyKey {
  return { client: NORTH, patientId: 'p1', studyInstanceUid: '1.2.3', ...changes };
}
