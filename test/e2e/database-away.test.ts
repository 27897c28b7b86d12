import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOSPITAL_NUMBERS } from '../../fixtures/demo/patient.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { parseConfig } from '../../src/config.ts';
import { startService } from '../../src/main.ts';
import { openDatabase } from '../../src/store/database.ts';
import { clientKey } from '../support/client-tokens.ts';
import { logLines } from '../support/log-lines.ts';
import { type Postgres, startPostgres } from './peers/postgres.ts';

const SECRET = 'of-a-test-and-of-nobody-else';
const EVENT = { studyUid: '1.2.3' };
const stack = new AsyncDisposableStack();
const log = logLines();
let postgres: Postgres;
let url: string;

/** A service that takes events and reads them, with an empty record and an empty PACS. */
beforeAll(async () => {
  postgres = await startPostgres(8159);
  stack.defer(() => postgres.close());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-away-')));
  await writeFile(join(folder.path, 'events-token'), SECRET);
  const pacs = await startDicomWebSandbox({ studies: [] });
  stack.defer(() => pacs.close());
  const record = await startFhirSandbox();
  stack.defer(() => record.close());
  const { baseUrl: fhirServer } = record;
  const key = await clientKey('ES384', 'away');
  const client = {
    issuer: 'https://ehr.example/away',
    jwks: { keys: [key.jwk] },
    fhirServers: [fhirServer],
    events: { tokenFile: 'events-token', criteria: [] },
    site: {
      pacs: { dicomweb: pacs.baseUrl },
      patientIdSystems: [{ system: HOSPITAL_NUMBERS }],
      record: { fhirServer },
    },
  };
  const settings = { publicUrl: 'http://127.0.0.1', listen: { port: 0 }, clients: [client] };
  const { connectionString } = postgres;
  const service = await startService({
    config: parseConfig(settings, folder.path, {}),
    storage: { kind: 'postgres', connectionString },
    open: false,
    logger: log.logger,
  });
  stack.defer(() => service.close());
  url = service.url;
}, 120_000);
afterAll(() => stack.disposeAsync());

function tell(): Promise<Response> {
  return fetch(`${url}/events/pacs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify(EVENT),
  });
}

test('while PostgreSQL is shut down an event is to be sent again, and is taken when it is back', async () => {
  await postgres.stop();
  const refused = await tell();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ code: 'transient', details: { coding: [{ code: 'store/unavailable' }] } }],
  });

  await postgres.start();
  expect((await tell()).status).toBe(202);
  const database = await openDatabase(
    { kind: 'postgres', connectionString: postgres.connectionString },
    log.logger,
  );
  stack.defer(() => database.close());
  const events = () => database.sql.selectFrom('event').select(['state', 'code']).execute();
  while ((await events())[0]?.code !== 'study/not-found') await pause(100);
  expect(await events()).toHaveLength(1);
}, 60_000);

test('and the log says why nothing was done meanwhile, never that something went wrong inside', async () => {
  for (const message of ['a database connection was lost', 'event failed', 'job queue'])
    expect(log.lines).toContainEqual(
      expect.objectContaining({ message, fields: expect.objectContaining({ code: 'store/unavailable' }) }),
    );
  const ofTheQueue = () => log.lines.filter(({ message }) => message.startsWith('job queue'));
  while (!ofTheQueue().some(({ level }) => level === 'info')) await pause(100);
  expect(ofTheQueue().map(({ level }) => level)).toEqual(['error', 'info']);
  expect(log.lines.filter(({ fields }) => 'code' in fields && fields.code === 'internal')).toEqual([]);
});
