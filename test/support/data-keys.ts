import type { CallingClient } from '../../src/calling-client.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { MeasuredResult, StoredMeasurement, StudyKey } from '../../src/store/measurements.ts';

export const NORTH: CallingClient = {
  issuer: 'https://north.example.org',
  fhirServer: 'https://north.example.org/fhir',
};

/** A study of a patient of the hospital in the north; tests change what they are about. */
export function studyKey(changes: Partial<StudyKey> = {}): StudyKey {
  return { client: NORTH, patientId: 'p1', studyInstanceUid: '1.2.3', ...changes };
}

/** What a run of the pipeline leaves behind, resting on `inputs` (any text does, where nothing is compared). */
export function result(measurement: Measurement, changes: Partial<MeasuredResult> = {}): MeasuredResult {
  return {
    measurement,
    inputs: 'these',
    images: 'these images',
    verified: true,
    retryAfter: undefined,
    context: {},
    published: 'off',
    ...changes,
  };
}

/** A stored result, as a repository gives it. */
export function stored(
  measurement: Measurement,
  changes: Partial<StoredMeasurement> = {},
): StoredMeasurement {
  return {
    id: 'm1',
    client: NORTH,
    patientId: 'p1',
    verified: true,
    measurement,
    context: {},
    published: 'off',
    observation: undefined,
    notWritable: undefined,
    ...changes,
  };
}
