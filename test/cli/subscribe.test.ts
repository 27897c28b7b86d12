import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Subscription } from 'fhir/r4.js';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { runMscore } from '../support/run-mscore.ts';

const REPORTS = 'DiagnosticReport?category=RAD';
const STUDIES = 'ImagingStudy?modality=MR';
const PUBLIC_URL = 'https://mscore.example.org';
const TAG = 'urn:mscore:subscription';
const stack = new AsyncDisposableStack();
let record: FhirSandbox;
let ehr: FhirClient;
let folder: string;

beforeAll(async () => {
  folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-subscribe-'))).path;
  record = await startFhirSandbox();
  stack.defer(() => record.close());
  ehr = new FhirClient({ baseUrl: record.baseUrl });
  for (const name of ['north', 'south'])
    await writeFile(join(folder, name), `a-secret-of-${name}-that-nobody-guesses`);
}, 60_000);
afterAll(() => stack.disposeAsync());

/** Runs the command where clients on one FHIR server want these searches. */
async function subscribe(criteria: Record<string, string[]>, ...options: string[]) {
  const clients = Object.entries(criteria).map(([name, searches]) => ({
    issuer: `https://${name}.example.org`,
    jwksUrl: `https://${name}.example.org/jwks`,
    fhirServers: [record.baseUrl],
    events: { tokenFile: name, criteria: searches },
    site: {
      pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
      patientIdSystems: [{ system: 'urn:oid:2.999' }],
      record: { fhirServer: record.baseUrl },
    },
  }));
  const config = join(folder, 'mscore.json');
  await writeFile(config, JSON.stringify({ publicUrl: PUBLIC_URL, clients }));
  return runMscore('subscribe', '--config', config, ...options);
}

async function statuses(): Promise<Record<string, string>> {
  const { resources } = await ehr.search('Subscription?_count=50');
  const all = resources.filter((one): one is Subscription => one.resourceType === 'Subscription');
  return Object.fromEntries(
    all.map(({ channel, criteria, status }) => [`${channel.endpoint} ${criteria}`, status]),
  );
}

const ENDPOINT = `${PUBLIC_URL}/events/fhir`;
const other = (endpoint: string, tag: string): Subscription => ({
  resourceType: 'Subscription',
  meta: { tag: [{ system: tag, code: 'x' }] },
  status: 'active',
  reason: 'of somebody else',
  criteria: STUDIES,
  channel: { type: 'rest-hook', endpoint },
});

test('a search that was taken out is told of by --check, turned off, and made again when it comes back', async () => {
  expect((await subscribe({ north: [REPORTS, STUDIES] })).code).toBe(0);
  await ehr.create({ ...other(ENDPOINT, 'urn:other'), criteria: 'Observation?code=1' });
  await ehr.create(other('https://other.example.org/events/fhir', TAG));
  const others = {
    [`${ENDPOINT} Observation?code=1`]: 'active',
    [`https://other.example.org/events/fhir ${STUDIES}`]: 'active',
  };
  const both = { [`${ENDPOINT} ${REPORTS}`]: 'active', [`${ENDPOINT} ${STUDIES}`]: 'active', ...others };
  expect(await statuses()).toEqual(both);

  const check = await subscribe({ north: [REPORTS] }, '--check');
  expect(check).toMatchObject({
    code: 3,
    out: expect.stringContaining(`${STUDIES}: A Subscription of ours`),
  });
  expect(check.out).toContain('[subscription/unwanted] Run mscore subscribe without --check');
  expect(check.out.match(/subscription\/unwanted/g)).toHaveLength(1);
  expect(await statuses()).toEqual(both);

  const turnedOff = await subscribe({ north: [REPORTS] }, '--json');
  expect(turnedOff.code).toBe(0);
  expect(JSON.parse(turnedOff.out)).toMatchObject([
    { criteria: REPORTS, status: 'active', problem: null },
    { criteria: STUDIES, status: 'off', problem: null },
  ]);
  expect(await statuses()).toEqual({ ...both, [`${ENDPOINT} ${STUDIES}`]: 'off' });
  expect(JSON.parse((await subscribe({ north: [REPORTS] }, '--check', '--json')).out)).toHaveLength(1);

  expect((await subscribe({ north: [REPORTS, STUDIES] })).code).toBe(0);
  expect(await statuses()).toEqual(both);
}, 120_000);

test('where no search is left, all of ours are turned off', async () => {
  await subscribe({ north: [REPORTS, STUDIES] });
  const { code, out } = await subscribe({ north: [] });
  expect([code, out.match(/ off /g)?.length]).toEqual([0, 2]);
  expect((await subscribe({ north: [] })).err).toContain('[subscription/no-client]');
}, 60_000);

test('what another client on the same FHIR server wants stays, whichever client the command is for', async () => {
  const wanted = { north: [REPORTS], south: [STUDIES] };
  expect((await subscribe(wanted)).code).toBe(0);
  const north = await subscribe(wanted, '--client', 'https://north.example.org', '--json');
  expect(JSON.parse(north.out)).toMatchObject([{ criteria: REPORTS, status: 'active' }]);
  expect(await statuses()).toMatchObject({ [`${ENDPOINT} ${STUDIES}`]: 'active' });
}, 60_000);
