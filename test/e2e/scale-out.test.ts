import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { z } from 'zod';
import { type Hook, hookRequest, serviceOf } from '../../fixtures/demo/hooks.ts';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordAfter, recordBefore } from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { verifyChain } from '../../src/audit/chain.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { logLines } from '../support/log-lines.ts';
import { end, exitOf, type ServeProcess, serveProcess } from '../support/serve-process.ts';
import { type Postgres, startPostgres } from './peers/postgres.ts';

/** `/readyz` says so long that a process stops before it listens no more. */
const DRAIN_MS = 2_000;
const stack = new AsyncDisposableStack();
let postgres: Postgres;
let fhirServer: string;
/** What stands in the record as soon as the second study is reported. */
let newReport: ReturnType<typeof recordAfter>;
let web: ServeProcess[];
let workers: ServeProcess[];
const all = () => [...web, ...workers];

/** Two processes that answer and two that measure, all started at once on a database without tables. */
beforeAll(async () => {
  postgres = await startPostgres(8156);
  stack.defer(() => postgres.close());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-scale-')));
  const [earlier, reported] = [11, 12].map((seed) =>
    generatePhantomStudy({ series: ['t1'], patient: IMAGED_PATIENT, marrowFat: 0.6, seed }),
  );
  if (!earlier || !reported) throw new RangeError('two studies');
  for (const one of [earlier, reported]) {
    await writeFile(join(folder.path, `${one.studyInstanceUid}.json`), JSON.stringify(roiFileOf(one)));
  }
  const pacs = await startDicomWebSandbox({ studies: [earlier, reported] });
  stack.defer(() => pacs.close());
  const record = await startFhirSandbox({ resources: recordBefore(earlier, yearsAgo) });
  stack.defer(() => record.close());
  fhirServer = record.baseUrl;
  newReport = recordAfter(reported, yearsAgo(0));
  const site = {
    pacs: { dicomweb: pacs.baseUrl },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
    references: resolve('fixtures/references'),
    rois: '.',
  };
  const config = join(folder.path, 'mscore.json');
  const settings = {
    publicUrl: 'http://127.0.0.1',
    listen: { port: 0, drainMs: DRAIN_MS },
    hook: { waitMs: 0, deadlineMs: 15_000 },
    open: { fhirServers: [fhirServer], site },
  };
  await writeFile(config, JSON.stringify(settings));
  const start = (role: string) =>
    serveProcess(['--config', config, '--open', '--role', role], {
      DATABASE_URL: postgres.connectionString,
    });
  web = [start('web'), start('web')];
  workers = [start('worker'), start('worker')];
  stack.defer(async () => {
    for (const { child } of all()) await end(child, 'SIGKILL');
  });
  await Promise.all(all().map(async (one) => until(async () => (await readyz(one)).status === 200)));
}, 120_000);
afterAll(() => stack.disposeAsync());

async function readyz({ listening }: ServeProcess): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${await listening}/readyz`);
  return { status: response.status, body: await response.json() };
}

/** How many cards this process shows. */
async function cards({ listening }: ServeProcess, hook: Hook): Promise<number> {
  const response = await fetch(`${await listening}/cds-services/${serviceOf(hook)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(hookRequest(hook, fhirServer, 'any')),
  });
  return z.object({ cards: z.array(z.unknown()) }).parse(await response.json()).cards.length;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 60_000;
  while (!(await done().catch(() => false))) {
    if (Date.now() > giveUp)
      throw new Error(
        all()
          .map((one) => one.output())
          .join('\n'),
      );
    await pause(100);
  }
}

const [first, second] = [0, 1] as const;
const webOf = (index: 0 | 1): ServeProcess => web[index] ?? fail();
function fail(): never {
  throw new RangeError('two were started');
}

test('each says what it stands on', async () => {
  const checks = { database: 'ok', migrations: 'ok', queue: 'ok' };
  for (const one of web) expect(await readyz(one)).toMatchObject({ status: 200, body: { checks } });
  for (const one of workers) {
    expect(await readyz(one)).toMatchObject({ status: 200, body: { checks: { ...checks, model: 'ok' } } });
  }
});

test('a worker answers no hooks', async () => {
  for (const { listening } of workers) {
    expect((await fetch(`${await listening}/cds-services`)).status).toBe(404);
  }
});

test('what one is asked for a worker measures, and another one shows', async () => {
  expect(await cards(webOf(first), 'patient-view')).toBe(0);
  await until(async () => (await cards(webOf(second), 'patient-view')) === 1);
  for (const one of web) expect(one.output()).not.toContain('study measured');
  expect(workers.filter((one) => one.output().includes('study measured'))).toHaveLength(1);
});

test('told to stop, each says so first, ends what it is at, and leaves one whole audit trail behind', async () => {
  for (const resource of newReport) {
    await fetch(`${fhirServer}/${resource.resourceType}/${resource.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(resource),
    });
  }
  expect(await cards(webOf(first), 'report-view')).toBe(0);
  for (const { child } of all()) child.kill('SIGTERM');
  await until(async () => {
    const { status, body } = await readyz(webOf(first));
    return status === 503 && JSON.stringify(body).includes('"stopping"');
  });
  expect(await Promise.all(all().map(({ child }) => exitOf(child)))).toEqual([0, 0, 0, 0]);

  const { logger } = logLines();
  const { connectionString } = postgres;
  const database = await openDatabase({ kind: 'postgres', connectionString }, logger);
  stack.defer(() => database.close());
  const { rows } = await sql<{ state: string }>`select state from pgboss.job`.execute(database.sql);
  for (const { state } of rows) expect(['created', 'completed']).toContain(state);
  const audit = await AuditLog.open(database.sql, logger);
  expect(await verifyChain(audit.rows())).toMatchObject({ whole: true });
  const actions = (await Array.fromAsync(audit.rows())).map(({ entry }) => Object(entry).action);
  expect(new Set(actions)).toEqual(new Set(['decided', 'measured']));
}, 60_000);
