import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { reason } from '../../src/errors.ts';
import type { ReadBundle } from '../../src/fhir/bundle.ts';
import { UNSAID } from '../../src/fhir/capability.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { toResources } from '../../src/fhir/publish.ts';
import { publish } from '../../src/fhir/publisher.ts';
import type { FhirWriter } from '../../src/fhir/send-writes.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { levelOf, measured, refused } from '../support/measurement.ts';

const context = { patientId: 'p1' };
let sandbox: FhirSandbox;
let client: FhirClient;

beforeAll(async () => {
  sandbox = await startFhirSandbox({
    resources: [{ resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1958-02-03' }],
    requireToken: 'secret',
  });
  client = new FhirClient({ baseUrl: sandbox.baseUrl, accessToken: async () => 'secret' });
});
afterAll(() => sandbox.close());

/** A study of its own, so that the tests of this file do not meet. */
function study(uid: string) {
  return { study: { studyInstanceUid: uid, source: 'pacs.example.org' } };
}

async function stored(type: string): Promise<FhirResource[]> {
  return (await client.search(`${type}?_count=100`)).resources;
}

async function countOfAll(): Promise<number[]> {
  return Promise.all(
    ['Device', 'Observation', 'Provenance'].map(async (type) => (await stored(type)).length),
  );
}

/** The same server, as if it took no transactions. */
function withoutTransactions(): FhirWriter {
  const one = new FhirClient({ baseUrl: sandbox.baseUrl, accessToken: async () => 'secret' });
  one.capability = async () => ({ ...(await client.capability()), transactions: false });
  one.transaction = async () => {
    throw new Error('must not be asked');
  };
  return one;
}

describe.each([
  ['in one transaction', '1.2.1', () => client],
  ['one after the other, where the server takes no transactions', '1.2.2', withoutTransactions],
])('publish %s', (_how, uid, writer) => {
  test('written twice, present once, with the same ids, every reference resolved', async () => {
    const set = toResources(measured(study(uid)), context);
    const first = await publish(writer(), set);
    const count = await countOfAll();
    const second = await publish(writer(), toResources(measured(study(uid)), context));
    expect(second).toEqual(first);
    expect(await countOfAll()).toEqual(count);

    const written = await Promise.all(first.references.map((path) => client.read(path)));
    expect(JSON.stringify(written)).not.toContain('urn:uuid:');
    for (const resource of written) expectValidFhir(resource ?? {});
    const group = written.find((one) => one?.id === first.observation?.split('/')[1]);
    expect(group).toMatchObject({ resourceType: 'Observation', valueQuantity: { value: 6.377 } });
    expect(group).toMatchObject({ device: { reference: first.references[0] } });
  });

  test('a new run replaces the numbers under the same ids', async () => {
    const first = await publish(writer(), toResources(measured(study(uid)), context));
    const other = measured(study(uid));
    if (other.mscore) other.mscore.value = 2;
    const second = await publish(writer(), toResources(other, context));
    expect(second.references).toEqual(first.references);
    expect(await client.read(second.observation ?? '')).toMatchObject({ valueQuantity: { value: 2 } });
  });

  test('a study that is refused after all leaves no number standing', async () => {
    const first = await publish(writer(), toResources(measured(study(uid)), context));
    const second = await publish(
      writer(),
      toResources({ ...refused(reason('noise/quantised')), ...study(uid) }, context),
    );
    expect(second.observation).toBe(first.observation);
    expect(await client.read(second.observation ?? '')).not.toHaveProperty('valueQuantity');
    expect(second.revised).toHaveLength(5);
    for (const path of second.revised) {
      expect(await client.read(path)).toMatchObject({ status: 'entered-in-error' });
    }
    const third = await publish(
      writer(),
      toResources({ ...refused(reason('noise/quantised')), ...study(uid) }, context),
    );
    expect(third.revised).toEqual([]);
  });

  test('two matches for one identifier: nothing is written', async () => {
    const set = toResources(measured(study(`${uid}.9`)), context);
    const duplicate = set.entries[2];
    await sandbox.repository.createResource(JSON.parse(JSON.stringify(duplicate?.resource)));
    await sandbox.repository.createResource(JSON.parse(JSON.stringify(duplicate?.resource)));
    const before = await countOfAll();
    await expect(publish(writer(), set)).rejects.toMatchObject({ code: 'fhir/multiple-matches' });
    expect(await countOfAll()).toEqual(before);
  });

  test('a study refused without a series, then measured on one, then on another: one result', async () => {
    const of = { ...study(`${uid}.8`), series: { chosen: null, reasons: [], rejected: [] } };
    const none = await publish(
      writer(),
      toResources({ ...refused(reason('series/no-sagittal-t1')), ...of }, context),
    );
    const first = await publish(writer(), toResources(measured(study(`${uid}.8`)), context));
    const chosen = { seriesInstanceUid: '1.9', description: 'T1' };
    const series = { chosen, reasons: [], rejected: [] };
    const second = await publish(
      writer(),
      toResources(measured({ ...study(`${uid}.8`), series, vbq: null }), context),
    );
    expect([first.observation, second.observation]).toEqual([none.observation, none.observation]);
    expect(second.revised).toHaveLength(1);
    expect(first.references).toContain(second.revised[0]);
  });

  test('a level that was measured on several slices is written once', async () => {
    const several = measured({ ...study(`${uid}.7`), levels: [levelOf('L1', 60), levelOf('L1', 80)] });
    const { references } = await publish(writer(), toResources(several, context));
    expect(new Set(references).size).toBe(references.length);
  });

  const elsewhere = { reference: 'Patient/p2' };
  test.each([
    ['to be updated', measured(study(`${uid}.6`)), elsewhere],
    ['to be retired', { ...refused(reason('noise/quantised')), ...study(`${uid}.5`) }, elsewhere],
    ['of an owner that cannot be read', measured(study(`${uid}.4`)), { display: 'Eva' }],
  ])('an Observation %s is another patient’s: nothing is written', async (_what, measurement, subject) => {
    const full = toResources(measured({ study: measurement.study }), context);
    const member = full.entries.find(({ resource }) => resource.resourceType === 'Observation')?.resource;
    const text = JSON.stringify({ ...member, subject, hasMember: [], derivedFrom: [], device: undefined });
    const other = await sandbox.repository.createResource(JSON.parse(text));
    const before = await countOfAll();
    await expect(publish(writer(), toResources(measurement, context))).rejects.toMatchObject({
      code: 'fhir/other-patient',
    });
    expect(await countOfAll()).toEqual(before);
    expect(await client.read(`Observation/${other.id}`)).toMatchObject({ subject, status: 'preliminary' });
  });
});

test('one device for all studies of one algorithm version, left as it is', async () => {
  const { references } = await publish(client, toResources(measured(study('1.2.3')), context));
  const device = await client.read(references[0] ?? '');
  const again = await publish(client, toResources(measured(study('1.2.4')), context));
  expect(again.references[0]).toBe(references[0]);
  expect(await client.read(references[0] ?? '')).toEqual(device);
});

const answering = (entry: NonNullable<ReadBundle['entry']>): FhirWriter => ({
  search: async () => ({ resources: [], complete: true }),
  capability: async () => ({ ...UNSAID, transactions: true }),
  transaction: async () => ({ resourceType: 'Bundle', entry }),
  conditionalCreate: async () => '',
  conditionalUpdate: async () => '',
  create: async () => '',
  update: async () => '',
});

describe('a transaction answered oddly', () => {
  const set = toResources(measured(study('1.2.5')), context);
  const answers = (status: string, location?: string) =>
    set.entries.map(() => ({ response: { status, ...(location && { location }) } }));

  test.each([
    ['too few entries', answers('201 Created', 'Observation/1').slice(1), 'fhir/invalid'],
    ['no entries', [], 'fhir/invalid'],
    ['an entry that failed', answers('400 Bad Request'), 'fhir/not-taken'],
    ['an entry with several matches', answers('412 Precondition Failed'), 'fhir/multiple-matches'],
    ['an entry that does not say where it is', answers('201 Created'), 'fhir/invalid'],
    ['no status', answers(''), 'fhir/invalid'],
    ['a server that broke down', answers('500 Internal Server Error'), 'fhir/unavailable'],
  ])('%s', async (_what, entry, code) => {
    await expect(publish(answering(entry), set)).rejects.toMatchObject({ code });
  });

  test('versioned and absolute locations are read', async () => {
    const location = 'https://fhir.example.org/r4/Observation/17/_history/2';
    const { observation } = await publish(answering(answers('201 Created', location)), set);
    expect(observation).toBe('Observation/17');
  });
});
