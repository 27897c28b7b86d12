import { afterEach, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import type { Lacks } from '../../fixtures/fhir-sandbox/capability-statement.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { CodedError } from '../../src/errors.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { type PublishContext, toResources } from '../../src/fhir/publish.ts';
import { publish } from '../../src/fhir/publisher.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { measured } from '../support/measurement.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const context: PublishContext = { patientId: 'p1', finding: 'suspicious' };
const changed = () => {
  const { mscore } = measured();
  return measured({ mscore: mscore && { ...mscore, value: 7 } });
};

/** A FHIR server that lacks something, and may keep quiet about it. */
async function serverThat(lacks: Lacks, capabilityStatement?: false) {
  const options = capabilityStatement === false ? { capabilityStatement } : {};
  const sandbox = await startFhirSandbox({
    resources: [{ resourceType: 'Patient', id: 'p1' }],
    lacks,
    ...options,
  });
  stack.defer(() => sandbox.close());
  const client = new FhirClient({ baseUrl: sandbox.baseUrl });
  const all = async (type: string): Promise<FhirResource[]> =>
    (await client.search(`${type}?_count=100`)).resources;
  return { client, all };
}

describe.each<[string, Lacks]>([
  ['takes no transactions', { transactions: true }],
  ['has no conditional writes', { transactions: true, conditions: true }],
  ['takes transactions, and has no conditional writes', { conditions: true }],
])('a server that %s', (_what, lacks) => {
  test('has the result once, however often it is written, with the newest numbers', async () => {
    const { client, all } = await serverThat(lacks);
    const first = await publish(client, toResources(measured(), context));
    const second = await publish(client, toResources(changed(), context));
    expect(second.references).toEqual(first.references);
    expect(await client.read(second.observation ?? '')).toMatchObject({ valueQuantity: { value: 7 } });
    const counts = ['Device', 'Observation', 'Provenance', 'Task'].map(
      async (type) => (await all(type)).length,
    );
    expect(await Promise.all(counts)).toEqual([1, 6, 1, 1]);
    expect(JSON.stringify(await all('Observation'))).not.toContain('urn:uuid:');
  });
});

describe('a server that takes no Observations', () => {
  test('says so, and nothing is written', async () => {
    const { client, all } = await serverThat({ writing: ['Observation'] });
    const written = publish(client, toResources(measured(), context));
    await expect(written).rejects.toMatchObject({ code: 'fhir/not-taken' });
    expect(await all('Device')).toEqual([]);
  });

  test('and does not say what it does: its answer is the same reason', async () => {
    const { client } = await serverThat({ writing: ['Observation'] }, false);
    const written = publish(client, toResources(measured(), context));
    await expect(written).rejects.toMatchObject({ code: 'fhir/not-taken', detail: expect.any(String) });
  });
});

describe('a server that takes nothing but Observations', () => {
  const lacks = { writing: ['Device', 'Provenance', 'Task'] };

  test.each([
    ['says so', undefined],
    ['says nothing about itself', false],
  ] as const)('and %s: gets them alone, valid, the device by its name', async (_how, statement) => {
    const { client, all } = await serverThat({ ...lacks, transactions: true }, statement);
    const { leftOut } = await publish(client, toResources(measured(), context));
    expect(leftOut.toSorted()).toEqual(['Device', 'Provenance', 'Task']);
    const observations = await all('Observation');
    expect(observations).toHaveLength(6);
    for (const one of observations) {
      expect(one).toMatchObject({ device: { display: 'mscore 0.1.0' } });
      expect(JSON.stringify(one)).not.toContain('urn:uuid:');
      expectValidFhir(one);
    }
  });
});

test('a server that says nothing about itself is tried', async () => {
  const { client, all } = await serverThat({}, false);
  await publish(client, toResources(measured(), context));
  expect(await all('Observation')).toHaveLength(6);
});

test('a server that keeps tasks from us gets the result without one', async () => {
  const { client, all } = await serverThat({});
  const closed = new FhirClient({ baseUrl: 'http://127.0.0.1:1/fhir' });
  closed.search = async (query) => {
    if (query.startsWith('Task')) throw new CodedError('fhir/unauthorized', 'HTTP 403, forbidden');
    return client.search(query);
  };
  closed.capability = () => client.capability();
  closed.transaction = (bundle) => client.transaction(bundle);
  const { leftOut } = await publish(closed, toResources(measured(), context));
  expect(leftOut).toEqual(['Task']);
  expect(await all('Observation')).toHaveLength(6);
});

test.each<[string, Lacks]>([
  ['one write after the other', { transactions: true, conditions: true }],
  ['in a transaction', { conditions: true }],
])('somebody who changes a result while we write it is not overwritten, %s', async (_how, lacks) => {
  const { client } = await serverThat(lacks);
  const { observation = '' } = await publish(client, toResources(measured(), context));
  const read = await client.read(observation);
  if (!read) throw new Error('the group was written');
  const stale = new FhirClient({ baseUrl: 'http://127.0.0.1:1/fhir' });
  stale.capability = () => client.capability();
  stale.search = async (query) => {
    const found = await client.search(query);
    // Behind our back, after we have read it.
    if (found.resources[0]?.id === read.id) await client.update({ ...read, language: 'en' });
    return found;
  };
  stale.update = (resource) => client.update(resource);
  stale.transaction = (bundle) => client.transaction(bundle);
  await expect(publish(stale, toResources(changed(), context))).rejects.toMatchObject({
    code: 'fhir/conflict',
  });
  expect(await client.read(observation)).toMatchObject({ language: 'en', valueQuantity: { value: 6.377 } });
});
