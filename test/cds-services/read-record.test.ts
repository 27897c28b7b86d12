import { describe, expect, test } from '@jest/globals';
import { readRecord } from '../../cds-services/read-record.ts';
import type { CdsCall } from '../../src/cds-hooks/service.ts';
import { CodedError, type ErrorCode } from '../../src/errors.ts';
import { RECORD_KEYS, type RecordKey } from '../../src/fhir/record-queries.ts';

/** A call whose FHIR server answers one key with an error. */
function callWhere(failing: RecordKey, code: ErrorCode): CdsCall {
  return {
    hook: 'patient-view',
    hookInstance: 'x',
    context: { userId: 'Practitioner/d1', patientId: 'p1' },
    client: { issuer: 'ehr', fhirServer: 'https://fhir.example' },
    fhir: undefined,
    prefetch: async (key) => {
      if (key === failing) throw new CodedError(code);
      return { resources: [], from: 'fhir', complete: true };
    },
    signal: new AbortController().signal,
    answerBy: Date.now() + 60_000,
  };
}

describe('an EHR that does not expose', () => {
  test.each<[RecordKey, ErrorCode]>([
    ['imagingStudies', 'fhir/not-found'],
    ['imagingStudies', 'fhir/unauthorized'],
    ['medicationStatements', 'fhir/outcome'],
    ['procedures', 'fhir/not-found'],
  ])('%s (%s) still has a record, without it', async (key, code) => {
    const resources = await readRecord(callWhere(key, code));
    expect(resources[key]).toBeUndefined();
    expect(Object.values(resources).filter((found) => found !== undefined)).toHaveLength(
      RECORD_KEYS.length - 1,
    );
  });

  test.each<RecordKey>(['patient', 'conditions', 'medications', 'dexaObservations', 'reports', 'orders'])(
    '%s leaves us blind, so nothing is said',
    async (key) => {
      await expect(readRecord(callWhere(key, 'fhir/unauthorized'))).rejects.toMatchObject({
        code: 'fhir/unauthorized',
      });
    },
  );
});

test('a key that was neither sent nor can be asked for is named, whichever it is', async () => {
  const call = callWhere('imagingStudies', 'request/prefetch-missing');
  await expect(readRecord(call)).rejects.toMatchObject({ code: 'request/prefetch-missing' });
});

test('a required part that was only half looked at, and empty, leaves us blind too', async () => {
  const half = { resources: [], from: 'fhir', complete: false } as const;
  const call = callWhere('patient', 'internal');
  const blind = { ...call, prefetch: async () => half };
  await expect(readRecord(blind)).rejects.toMatchObject({ code: 'fhir/outcome' });
});

test('a server that is away is a fault, not an empty record', async () => {
  const call = callWhere('procedures', 'fhir/unavailable');
  await expect(readRecord(call)).rejects.toMatchObject({ code: 'fhir/unavailable' });
});
