import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { capabilityStatement } from '../../fixtures/fhir-sandbox/capability-statement.ts';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { buildRecord } from '../../src/fhir/record.ts';
import { RECORD_KEYS, recordQueries } from '../../src/fhir/record-queries.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { recorded, recordedEntries } from './recorded.ts';

const patient: FhirResource = {
  resourceType: 'Patient',
  id: 'p1',
  gender: 'female',
  birthDate: '1955-01-01',
};
const conditions = Array.from({ length: 7 }, (_, index): FhirResource => {
  const subject = { reference: 'Patient/p1' };
  return { resourceType: 'Condition', id: `c${index}`, subject };
});
let sandbox: FhirSandbox;
let client: FhirClient;

beforeAll(async () => {
  const resources = [
    patient,
    ...conditions,
    recorded('dexa-panel-with-components'),
    recorded('dexa-report-without-values'),
    ...recordedEntries('reported-lumbar-mri'),
  ];
  sandbox = await startFhirSandbox({ resources });
  client = new FhirClient({ baseUrl: sandbox.baseUrl });
});
afterAll(() => sandbox.close());

const bundle = z.looseObject({ total: z.number() });

describe('the sandbox FHIR server', () => {
  test('listens on loopback, keeps the ids that it was given', async () => {
    expect(sandbox.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/fhir$/);
    expect(await client.read('Patient/p1')).toMatchObject({ birthDate: '1955-01-01' });
    expect(await client.read('Patient/p2')).toBeUndefined();
  });

  test('pages', async () => {
    const { resources, complete } = await client.search('Condition?patient=p1&_count=3');
    expect([resources.length, complete]).toEqual([7, true]);
    const bounded = new FhirClient({ baseUrl: sandbox.baseUrl, maxPages: 2 });
    expect(await bounded.search('Condition?patient=p1&_count=3')).toMatchObject({ complete: false });
  });

  test('searches by POST, as the CDS Hooks sandbox does', async () => {
    const body = new URLSearchParams({ patient: 'p1' });
    const answer = await fetch(`${sandbox.baseUrl}/Condition/_search`, { method: 'POST', body });
    expect(bundle.parse(await answer.json()).total).toBe(7);
  });

  test('answers our own queries, and the record comes out of them', async () => {
    const answers = await Promise.all(
      RECORD_KEYS.map(async (key) => {
        const query = recordQueries[key].replace('{{context.patientId}}', 'p1');
        if (key !== 'patient') return [key, await client.search(query)] as const;
        const read = await client.read(query);
        return [key, { resources: read ? [read] : [], complete: true }] as const;
      }),
    );
    const record = buildRecord(Object.fromEntries(answers), { patientId: 'p1' });
    expect(record.dexaHistory.map(({ kind, date }) => [kind, date])).toEqual([
      ['report', '2025-03-04'],
      ['observation', '2024-11-20'],
    ]);
    expect(record.incomplete).toEqual([]);
  });

  test('says what it can at /metadata, validly', async () => {
    expectValidFhir(capabilityStatement(sandbox.baseUrl));
    expect(await client.capability()).toMatchObject({ transactions: true });
  });

  test('answers what it cannot read with an OperationOutcome', async () => {
    const headers = { 'content-type': 'application/fhir+json' };
    const answer = await fetch(`${sandbox.baseUrl}/Patient`, {
      method: 'POST',
      headers,
      body: '{"resourceType"',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test('lets nobody in without the token, where one is required', async () => {
    const closed = await startFhirSandbox({ resources: [patient], requireToken: 'secret' });
    try {
      await expect(new FhirClient({ baseUrl: closed.baseUrl }).read('Patient/p1')).rejects.toMatchObject({
        code: 'fhir/unauthorized',
      });
      const open = new FhirClient({ baseUrl: closed.baseUrl, accessToken: async () => 'secret' });
      expect(await open.read('Patient/p1')).toMatchObject({ id: 'p1' });
    } finally {
      await closed.close();
    }
  });
});
