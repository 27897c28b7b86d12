import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, Subscription } from 'fhir/r4.js';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordAfter, recordBefore } from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox, type FhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { parseConfig } from '../../src/config.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { startService, type RunningService } from '../../src/main.ts';
import { logLines } from '../support/log-lines.ts';
import { runMscore } from '../support/run-mscore.ts';

const TOKEN = 'test-only';
const SECRET = 'a-secret-that-nobody-guesses';
const ISSUER = 'https://ehr.example.org';
const [onlyOnPacs, earlier, reported] = [2, 1, 0].map((years) =>
  generatePhantomStudy({
    series: ['t1'],
    seed: 20 + years,
    patient: IMAGED_PATIENT,
    marrowFat: 0.6,
    accessionNumber: `ACC${years}`,
    studyDate: yearsAgo(years).replaceAll('-', ''),
  }),
);
if (!onlyOnPacs || !earlier || !reported) throw new Error('three studies');
const studies = [onlyOnPacs, earlier, reported];

const stack = new AsyncDisposableStack();
const { logger, lines } = logLines();
let record: FhirSandbox;
let ehr: FhirClient;
let service: RunningService;
let configFile: string;

beforeAll(async () => {
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-events-')));
  const at = (name: string) => join(folder.path, name);
  await mkdir(at('rois'));
  for (const study of studies)
    await writeFile(at(`rois/${study.studyInstanceUid}.json`), JSON.stringify(roiFileOf(study)));
  await writeFile(at('token'), TOKEN);
  await writeFile(at('events'), `${SECRET}\n`);
  const pacs = await startDicomWebSandbox({ studies });
  stack.defer(() => pacs.close());
  record = await startFhirSandbox({
    resources: recordBefore(earlier, yearsAgo).map(withSeries),
    requireToken: TOKEN,
  });
  stack.defer(() => record.close());
  ehr = new FhirClient({ baseUrl: record.baseUrl, accessToken: async () => TOKEN });
  const access = { fhirServer: record.baseUrl, tokenFile: 'token' };
  const settings = {
    publicUrl: 'http://127.0.0.1',
    listen: { port: 0 },
    clients: [
      {
        issuer: ISSUER,
        jwksUrl: `${ISSUER}/jwks`,
        fhirServers: [record.baseUrl],
        events: { tokenFile: 'events' },
        site: {
          pacs: { dicomweb: pacs.baseUrl },
          patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
          references: resolve('fixtures/references'),
          rois: 'rois',
          record: access,
          publish: access,
        },
      },
    ],
  };
  const config = parseConfig(settings, folder.path, {});
  service = await startService({ config, storage: { kind: 'memory' }, open: false, logger });
  stack.defer(() => service.close());
  configFile = at('mscore.json');
  await writeFile(configFile, JSON.stringify({ ...settings, publicUrl: service.url }));
}, 120_000);
afterAll(() => stack.disposeAsync());

const subscribe = (...options: string[]) => runMscore('subscribe', '--config', configFile, ...options);
const subscriptions = async () =>
  (await ehr.search('Subscription?_count=50')).resources.filter(
    (one): one is Subscription => one.resourceType === 'Subscription',
  );
const eventsRead = () => lines.filter(({ fields }) => isReading(fields)).length;
const isReading = (fields: object) => 'queue' in fields && fields.queue === 'read-event';
const saying = (message: string) => lines.filter((line) => line.message === message);

function tell(address: 'report' | 'pacs', body: object): Promise<Response> {
  return fetch(`${service.url}/events/${address}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}

/** As an EHR does when it writes into its record: subscribers are told. */
async function write(...resources: FhirResource[]): Promise<void> {
  for (const resource of resources) await ehr.update(resource);
  await record.told();
}

describe('mscore subscribe', () => {
  test('with --check says what is missing, and makes nothing', async () => {
    const { code, out } = await subscribe('--check');
    expect(code).toBe(3);
    expect(out).toMatch(/ImagingStudy\?modality=MR +missing/);
    expect(out).toContain('[subscription/missing] Run mscore subscribe');
    expect(await subscriptions()).toEqual([]);
  }, 30_000);

  test('makes the Subscriptions, once, and prints no secret', async () => {
    const first = await subscribe();
    const second = await subscribe('--json');
    expect([first.code, first.err, second.code, second.err]).toEqual([0, '', 0, '']);
    expect(JSON.parse(second.out)).toMatchObject([
      {
        client: ISSUER,
        criteria: 'DiagnosticReport?category=RAD,LP29684-5',
        status: 'active',
        problem: null,
      },
      { client: ISSUER, criteria: 'ImagingStudy?modality=MR', status: 'active', problem: null },
    ]);
    expect(first.out + second.out).not.toContain(SECRET);
    expect(await subscriptions()).toHaveLength(2);
  }, 30_000);

  test('asks again for one that the server gave up', async () => {
    const [first] = await subscriptions();
    if (first) await ehr.update({ ...first, status: 'error' });
    const before = await subscribe('--check');
    expect([before.code, before.out]).toEqual([3, expect.stringContaining('subscription/not-active')]);
    expect((await subscribe()).code).toBe(0);
    expect(await subscriptions()).toHaveLength(2);
  }, 30_000);

  test('of a client that is not there is bad usage', async () => {
    const { code, err } = await subscribe('--client', 'https://nobody.example.org');
    expect([code, err]).toEqual([2, expect.stringContaining('[subscription/no-client]')]);
  }, 30_000);
});

test('what was written into the record while nobody listened is measured at the start', async () => {
  await until(async () => (await published()).length > 0);
  expect(await published()).toEqual(['ImagingStudy/mri-earlier']);
}, 30_000);

describe('a study that was reported', () => {
  const written = recordAfter(reported, yearsAgo(0));

  test('has its result in the record though nobody opened a chart', async () => {
    await write(...written.map(withSeries));
    await until(async () => (await published()).length > 1);
    expect(await published()).toContain('ImagingStudy/mri-reported');
  }, 60_000);

  test('is measured once, whoever else tells of it and however often', async () => {
    const read = eventsRead();
    const answers = [
      await tell('report', { accession: 'ACC0', status: 'F' }),
      await tell('report', { accession: 'ACC0', status: 'F' }),
      await tell('pacs', { studyUid: reported.studyInstanceUid }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await until(() => eventsRead() >= read + 2);
    expect(saying('study measured')).toHaveLength(2);
  }, 30_000);

  test('is not measured again when the report is amended', async () => {
    const read = eventsRead();
    for (const resource of written)
      if (resource.resourceType === 'DiagnosticReport') await write({ ...resource, status: 'amended' });
    await until(() => eventsRead() > read);
    expect(saying('study measured')).toHaveLength(2);
  }, 30_000);

  test('and one that only the PACS knows of is measured for the patient who has its PatientID', async () => {
    await tell('pacs', { studyUid: onlyOnPacs.studyInstanceUid });
    await until(async () => (await published()).length > 2);
    expect(await published()).toContain(`urn:oid:${onlyOnPacs.studyInstanceUid}`);
    expect(saying('study measured')).toHaveLength(3);
  }, 30_000);
});

/** `modality` searches that of the series (R4 ImagingStudy, search parameters). */
function withSeries(resource: FhirResource): FhirResource {
  if (resource.resourceType !== 'ImagingStudy' || !resource.modality?.[0]) return resource;
  return { ...resource, series: [{ uid: '2.999.1', modality: resource.modality[0] }] };
}

/** What the results in the record are derived from: an ImagingStudy, or a study that only its UID names. */
async function published(): Promise<(string | undefined)[]> {
  const { resources } = await ehr.search('Observation?patient=agatha&_count=100');
  return resources.flatMap((one) =>
    one.resourceType === 'Observation' && one.hasMember !== undefined
      ? [one.derivedFrom?.[0]?.reference ?? one.derivedFrom?.[0]?.identifier?.value]
      : [],
  );
}
