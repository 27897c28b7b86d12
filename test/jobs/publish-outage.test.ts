import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { Peers } from '../../src/resilience/peers.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { NO_TRACING } from '../../src/observability/tracing.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ExpectedStudies } from '../../src/store/expected-studies.ts';
import { Reviews } from '../../src/store/reviews.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { moodyServer, passOnTo } from '../resilience/moody-server.ts';
import { result } from '../support/data-keys.ts';
import { fakeSite } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { measured } from '../support/measurement.ts';
import { jobRows, study } from './support.ts';

let database: Database;
let sandbox: FhirSandbox;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  sandbox = await startFhirSandbox({ resources: [{ resourceType: 'Patient', id: 'p1' }] });
});
afterAll(async () => {
  await sandbox.close();
  await database.close();
});

test('results that an EHR could not take while it was away are all there once it is back', async () => {
  await using ehr = await moodyServer(passOnTo(new URL(sandbox.baseUrl).origin), ['busy', 'breaks', 'busy']);
  const fhirServer = `${ehr.url}/fhir`;
  const { logger, lines } = logLines();
  const client = new FhirClient({ baseUrl: fhirServer, peer: new Peers(logger).of('fhir', fhirServer) });
  const site = fakeSite({ publishTo: { client, fhirServer, sharesPatientIds: false } });
  const measurements = new Measurements(database.sql, 'mscore 1.0.0');
  const expected = new ExpectedStudies(database.sql, logger);
  const scanners = new ScannerLog(database.sql);
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  const observed = { metrics: new Metrics(), tracing: NO_TRACING };
  const audit = await AuditLog.open(database.sql, logger);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => queue.stop());

  const ids: string[] = [];
  for (const studyInstanceUid of ['1.2.1', '1.2.2', '1.2.3']) {
    const measurement = measured({ study: { studyInstanceUid, source: 'pacs.example.org' } });
    const key = { ...study(), client: { issuer: 'north', fhirServer }, studyInstanceUid };
    const id = await measurements.save(key, result(measurement, { published: 'pending' }));
    await database.sql
      .transaction()
      .execute((transaction) => queue.publishResult({ measurementId: id }, transaction));
    ids.push(id);
  }
  expect(await jobRows(database)).toMatchObject(ids.map(() => ({ retry_limit: 440 })));
  await queue.work(
    jobHandlers({
      database: database.sql,
      audit,
      ...observed,
      measurements,
      expected,
      reviews: new Reviews(database.sql),
      withdrawals: new Withdrawals(database.sql),
      queue,
      siteOf: () => site,
      scanners,
      logger,
    }),
    3,
  );
  const failures = () => lines.filter(({ message }) => message === 'job failed');
  while (failures().length < 3) await pause(50);

  ehr.become('answers');
  const states = async () => Promise.all(ids.map(async (id) => (await measurements.get(id))?.published));
  while ((await states()).some((state) => state !== 'done')) {
    // As if the time of the next try had come.
    await sql`update pgboss.job set start_after = now() where state = 'retry'`.execute(database.sql);
    await pause(100);
  }
  const observations = await client.search('Observation?patient=p1&_count=100');
  // A group with four levels and the VBQ for each study, each once.
  expect(observations.resources).toHaveLength(3 * 6);
}, 120_000);
