import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Config, parseConfig } from '../src/config.ts';
import { atListedServers } from '../src/configured-sites.ts';
import { layFoundation } from '../src/foundation.ts';
import { listJobs } from '../src/jobs/job-list.ts';
import { takeJobs } from '../src/take-jobs.ts';
import { study } from './jobs/support.ts';
import { fakeSite } from './support/fake-site.ts';
import { logLines } from './support/log-lines.ts';

const EHR = { issuer: 'https://ehr.example.org', jwksUrl: 'https://ehr.example.org/jwks' };
const site = {
  pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
  patientIdSystems: [{ system: 'urn:oid:2.999' }],
};
const config = (settings: object, folder = '/etc/mscore'): Config =>
  parseConfig({ publicUrl: 'http://127.0.0.1', ...settings }, folder, {});

/** Whether jobs about patients of the FHIR server are taken. */
function takes(settings: object, issuer: string, fhirServer: string): boolean {
  const found = fakeSite();
  const siteOf = atListedServers(() => found, config(settings));
  try {
    return siteOf({ issuer, fhirServer }) === found;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'client/fhir-server-not-allowed' });
    return false;
  }
}

test('jobs of a client are taken for the FHIR servers of its list, in any spelling of the list, and for no other', () => {
  const clients = [
    { ...EHR, fhirServers: ['http://127.0.0.1:8080/fhir/', 'https://b.example.org/fhir'], site },
  ];
  expect(takes({ clients }, EHR.issuer, 'http://127.0.0.1:8080/fhir')).toBe(true);
  expect(takes({ clients }, EHR.issuer, 'https://b.example.org/fhir')).toBe(true);
  expect(takes({ clients }, EHR.issuer, 'http://localhost:8080/fhir')).toBe(false);
  expect(takes({ clients }, EHR.issuer, '')).toBe(false);
});

test('jobs of callers without a token are taken for what these may name, and for the record of their site', () => {
  const record = { fhirServer: 'https://record.example.org/fhir', tokenFile: 'token' };
  const without = { open: { site: { ...site, record } } };
  expect(takes(without, 'open', 'http://localhost:8080/fhir')).toBe(true);
  expect(takes(without, 'open', '')).toBe(true);
  expect(takes(without, 'open', record.fhirServer)).toBe(true);
  expect(takes(without, 'open', 'https://other.example.org/fhir')).toBe(false);
  const withList = { open: { fhirServers: ['https://a.example.org/fhir'], site } };
  expect(takes(withList, 'open', 'http://localhost:8080/fhir')).toBe(false);
});

test('a study that a process with another configuration asked for is a dead letter at once, and is not measured', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-take-'));
  const clients = [{ ...EHR, fhirServers: ['http://127.0.0.1:8080/fhir'], site }];
  const { logger, lines } = logLines();
  await using stack = new AsyncDisposableStack();
  const foundation = await layFoundation(
    { config: config({ clients }, folder.path), storage: { kind: 'memory' }, open: false, logger },
    stack,
  );
  await takeJobs(foundation, stack);
  const client = { issuer: EHR.issuer, fhirServer: 'http://localhost:8080/fhir' };
  await foundation.queue.measureStudy(study({ client }));
  while (await foundation.queue.measuring(study({ client }))) await pause(50);
  expect(await listJobs(foundation.database.sql)).toMatchObject([
    { queue: 'measure-study', state: 'dead', tries: 1, code: 'client/fhir-server-not-allowed' },
  ]);
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    { fields: { code: 'client/fhir-server-not-allowed', remedy: expect.stringContaining('all processes') } },
  ]);
  const measured = await foundation.database.sql.selectFrom('measurement').selectAll().execute();
  expect(measured).toEqual([]);
}, 60_000);
