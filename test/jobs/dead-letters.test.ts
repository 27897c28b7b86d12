import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { CodedError } from '../../src/errors.ts';
import { JobControl } from '../../src/jobs/job-control.ts';
import { countDeadLetters, listJobs } from '../../src/jobs/job-list.ts';
import { type JobHandlers, JobQueue } from '../../src/jobs/queue.ts';
import { MEASURE_STUDY } from '../../src/jobs/queues.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { logLines } from '../support/log-lines.ts';
import { study } from './support.ts';

const NO_JOB = '00000000-0000-4000-8000-000000000000';
let database: Database;
let control: JobControl;
let neverRun: unknown;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  neverRun = [await listJobs(database.sql), await countDeadLetters(database.sql)];
  control = await JobControl.open(database.bossOptions);
});
afterEach(() => sql`delete from pgboss.job`.execute(database.sql));
afterAll(async () => {
  await control.close();
  await database.close();
});

test('where the service has never run there is nothing to list, and nothing to do', async () => {
  expect(neverRun).toEqual([[], []]);
  await expect(control.discard(NO_JOB)).rejects.toMatchObject({ code: 'job/not-found' });
});

/** A queue with a worker. */
async function working(handle: JobHandlers['measureStudy']) {
  const { logger, lines } = logLines();
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  await queue.work({ measureStudy: handle, publishResult: async () => {} }, 1);
  return { queue, lines };
}

/** Asks for the study and waits until somebody has tried to measure it. */
async function tryOnce(failure?: CodedError, before: () => Promise<unknown> = async () => {}) {
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  const { promise: ready, resolve: goOn } = Promise.withResolvers<void>();
  const one = await working(async () => {
    await ready;
    resolve();
    if (failure) throw failure;
  });
  await one.queue.measureStudy(study());
  await before();
  goOn();
  await tried;
  await one.queue.stop();
  return one.lines;
}

const listed = () => listJobs(database.sql);
const codes = async () => (await listed()).map(({ state, code }) => `${state} ${code}`).toSorted();
const gone = new CodedError('config/invalid');
const away = new CodedError('pacs/unavailable');
const lastTry = () => sql`update pgboss.job set retry_limit = 0`.execute(database.sql);

describe('a job that only a person can help', () => {
  test('is a dead letter after one try, with its code, under the id that the log names', async () => {
    const lines = await tryOnce(gone);
    const [dead] = await listed();
    expect(await listed()).toMatchObject([
      { queue: 'measure-study', state: 'dead', tries: 1, code: 'config/invalid', nextTry: null },
    ]);
    expect(lines).toMatchObject([
      { level: 'error', fields: { code: 'config/invalid', jobId: dead?.id, remedy: expect.any(String) } },
    ]);
    expect(await countDeadLetters(database.sql)).toEqual([
      { queue: 'measure-study', code: 'config/invalid', count: 1 },
    ]);
  });

  test('tells nothing of the patient: a digest stands for the study', async () => {
    await tryOnce(gone);
    const [dead] = await listed();
    expect(dead?.about).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(dead)).not.toMatch(/p1|P1|1956|1\.2\.3|north/);
  });

  test('stands there once, however often it is asked for', async () => {
    await tryOnce(gone);
    await tryOnce(gone);
    expect(await listed()).toHaveLength(1);
  });

  test('is forgotten once the same has worked', async () => {
    await tryOnce(gone);
    await tryOnce();
    expect(await listed()).toEqual([]);
  });
});

test('a job whose tries are used up is a dead letter too', async () => {
  await tryOnce(away, lastTry);
  expect(await listed()).toMatchObject([{ state: 'dead', code: 'pacs/unavailable' }]);
  expect(await listJobs(database.sql, ['failed'])).toMatchObject([{ state: 'failed' }]);
});

test('a job that was ended from outside, again and again, is lost', async () => {
  await tryOnce(away, lastTry);
  const output = JSON.stringify({ value: { message: 'job timed out' } });
  await sql`update pgboss.job set source_output = ${output}::jsonb`.execute(database.sql);
  expect(await listed()).toMatchObject([{ code: 'job/lost' }]);
});

describe('retry', () => {
  test('begins a dead letter anew, from its first try', async () => {
    await tryOnce(gone);
    const [dead] = await listed();
    await control.retry(dead?.id ?? '');
    expect(await listed()).toMatchObject([{ state: 'queued', tries: 0, about: dead?.about }]);
  });

  test('of all begins all', async () => {
    await tryOnce(gone);
    expect(await control.retryAll()).toBe(1);
    expect(await control.retryAll()).toBe(0);
    expect(await listed()).toMatchObject([{ state: 'queued' }]);
  });

  test('drops a dead letter whose study is queued already', async () => {
    await tryOnce(gone);
    const { logger } = logLines();
    const queue = new JobQueue(database.bossOptions, logger);
    await queue.start();
    await queue.measureStudy(study());
    await queue.stop();
    await control.retryAll();
    expect(await listed()).toMatchObject([{ state: 'queued' }]);
  });

  test('does not wait for the next try', async () => {
    await tryOnce(away);
    const [waiting] = await listed();
    expect(waiting).toMatchObject({ state: 'waiting', tries: 1, code: 'pacs/unavailable' });
    await control.retry(waiting?.id ?? '');
    const [now] = await listed();
    expect(now?.nextTry?.getTime()).toBeLessThan(waiting?.nextTry?.getTime() ?? 0);
  });
});

test('of all, those with one code are tried again or given up, and the others stay', async () => {
  await tryOnce(gone);
  const { logger } = logLines();
  const queue = new JobQueue(database.bossOptions, logger);
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  await queue.start();
  await queue.measureStudy(study({ studyInstanceUid: '1.2.4' }));
  await lastTry();
  const measureStudy = async () => {
    resolve();
    throw away;
  };
  await queue.work({ measureStudy, publishResult: async () => {} }, 1);
  await tried;
  await queue.stop();
  expect(await codes()).toEqual(['dead config/invalid', 'dead pacs/unavailable']);

  expect(await control.retryAll('fhir/other-server')).toBe(0);
  expect(await control.discardAll('pacs/unavailable')).toBe(1);
  expect(await codes()).toEqual(['dead config/invalid']);
  expect(await control.retryAll('config/invalid')).toBe(1);
  expect(await codes()).toEqual(['queued null']);
  expect(await control.discardAll()).toBe(0);
  expect(await codes()).toEqual(['queued null']);
});

test('all dead letters are given up at once', async () => {
  await tryOnce(gone);
  expect(await control.discardAll()).toBe(1);
  expect(await listed()).toEqual([]);
});

test('what is discarded is gone, dead or waiting, and is not found again', async () => {
  for (const failure of [gone, away]) {
    await tryOnce(failure);
    const [{ id } = { id: '' }] = await listed();
    await control.discard(id);
    expect(await listed()).toEqual([]);
    await expect(control.discard(id)).rejects.toMatchObject({ code: 'job/not-found' });
  }
});

describe('a job that is running', () => {
  test('shows its stage, can be neither retried nor discarded, and ends before the service does', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const one = await working(async (_message, report) => {
      report('levels');
      begin();
      await released;
    });
    await one.queue.measureStudy(study());
    await begun;
    // The stage was sent before this question, on the one connection that the embedded database has.
    const [running] = await listed();
    expect(running).toMatchObject({ state: 'running', stage: 'levels', tries: 1, code: null });
    const id = running?.id ?? '';
    await expect(control.retry(id)).rejects.toMatchObject({ code: 'job/running' });
    await expect(control.discard(id)).rejects.toMatchObject({ code: 'job/running' });
    const stopped = one.queue.stop();
    release();
    await stopped;
    expect(one.lines).toMatchObject([{ message: 'job done' }]);
    expect(await listed()).toEqual([]);
  });

  test('is taken over when its process was killed', async () => {
    await tryOnce();
    const killed = new PgBoss({ ...database.bossOptions, schedule: false });
    await killed.start();
    await killed.send(MEASURE_STUDY, study());
    await killed.fetch(MEASURE_STUDY);
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour'`.execute(database.sql);
    await killed.supervise(MEASURE_STUDY);
    await killed.stop({ graceful: false });
    const [lost] = await listed();
    expect(lost).toMatchObject({ state: 'waiting', code: 'job/lost' });
    await control.retry(lost?.id ?? '');
    const { promise: measured, resolve } = Promise.withResolvers<void>();
    const next = await working(async () => resolve());
    await measured;
    await next.queue.stop();
    expect(await listed()).toEqual([]);
  });
});
