import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CodedError } from '../../src/errors.ts';
import { JobControl } from '../../src/jobs/job-control.ts';
import { countDeadLetters, listJobs } from '../../src/jobs/job-list.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ExpectedStudies } from '../../src/store/expected-studies.ts';
import { study } from '../jobs/support.ts';
import { logLines } from '../support/log-lines.ts';
import { measured } from '../support/measurement.ts';
import { type Postgres, startPostgres } from './peers/postgres.ts';

const { logger, lines } = logLines();
let postgres: Postgres;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres(8157);
  database = await openDatabase({ kind: 'postgres', connectionString: postgres.connectionString }, logger);
}, 60_000);
afterAll(async () => {
  await database.close();
  await postgres.close();
});

test('beside a service that runs, jobs are listed with their stage, and a dead one is brought back', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: again, resolve: second } = Promise.withResolvers<void>();
  let tries = 0;
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  const measureStudy = async (_message: unknown, report: (stage: string) => void) => {
    tries += 1;
    if (tries > 1) return second();
    report('images');
    begin();
    await released;
    throw new CodedError('config/invalid');
  };
  await queue.work({ measureStudy, publishResult: async () => {} }, 1);
  await queue.measureStudy(study());
  await begun;
  // The stage goes its own way to the database.
  let [job] = await listJobs(database.sql);
  while (job?.stage !== 'images') [job] = await listJobs(database.sql);
  expect(job.state).toBe('running');
  release();

  const dead = async () => (await listJobs(database.sql, ['dead']))[0];
  while ((await dead()) === undefined) expect(tries).toBe(1);
  expect(await dead()).toMatchObject({ id: job.id, code: 'config/invalid' });
  expect(await countDeadLetters(database.sql)).toMatchObject([{ count: 1 }]);
  const control = await JobControl.open(database.bossOptions);
  await control.retry(job.id);
  await control.close();
  await again;
  await queue.stop();
  expect(await listJobs(database.sql)).toEqual([]);
  expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
}, 120_000);

test('two processes that remember the same order remember it once', async () => {
  const expected = new ExpectedStudies(database.sql, logger);
  const identifiers = [{ system: '', value: 'A7' }];
  const ordered = { client: study().client, patientId: 'p1', identifiers };
  await Promise.all([expected.expect(ordered), expected.expect(ordered)]);
  const at = { studyInstanceUid: '1.2.3', source: 'pacs', accessionNumber: 'A7' };
  const found = await expected.find({ ...study(), measurement: measured({ study: at }), context: {} });
  expect(found).toEqual(identifiers);
});
