import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { CodedError } from '../../src/errors.ts';
import type { MeasureStudy } from '../../src/jobs/messages.ts';
import { JobQueue, type JobHandlers } from '../../src/jobs/queue.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';
import { jobRows, study } from './support.ts';

const RESULT = '8f5c3f6e-94a1-4f53-9f1d-0b9a3a1d6f10';
/** A test that waits so long fails. */
const LONGER_THAN_TESTS_MS = 600_000;
let database: Database;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
});
afterEach(() => sql`delete from pgboss.job`.execute(database.sql));
afterAll(() => database.close());

/** A queue on the database; stopping it lets running jobs finish. */
async function openQueue() {
  const { logger, lines } = logLines();
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  return { queue, lines, [Symbol.asyncDispose]: () => queue.stop() };
}

const rows = () => jobRows(database);

describe('a study that is asked for', () => {
  test('is queued once while it waits, by whomever it is asked for', async () => {
    await using one = await openQueue();
    await using another = await openQueue();
    await one.queue.measureStudy(study());
    await one.queue.measureStudy(study({ context: { order: 'ServiceRequest/o9' } }));
    await another.queue.measureStudy(study());
    expect(await rows()).toMatchObject([{ name: 'measure-study', state: 'created', data: study() }]);
  });

  test.each<[string, Partial<MeasureStudy>]>([
    ['another issuer', { client: { ...NORTH, issuer: 'https://south.example.org' } }],
    ['another FHIR server', { client: { ...NORTH, fhirServer: 'https://north.example.org/test' } }],
    ['another patient', { patientId: 'p2' }],
    ['another study', { studyInstanceUid: '1.2.9' }],
  ])('is queued beside the same one of %s', async (_whose, difference) => {
    await using one = await openQueue();
    await one.queue.measureStudy(study());
    await one.queue.measureStudy(study(difference));
    expect(await rows()).toHaveLength(2);
  });

  test('is keyed by a digest: no identifier stands in the key', async () => {
    await using one = await openQueue();
    await one.queue.measureStudy(study());
    const [row] = await rows();
    expect(row?.singleton_key).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a result to publish', () => {
  test('is queued when its transaction is committed', async () => {
    await using one = await openQueue();
    await database.sql.transaction().execute(async (transaction) => {
      await one.queue.publishResult({ measurementId: RESULT }, transaction);
    });
    expect(await rows()).toMatchObject([{ name: 'publish-result', data: { measurementId: RESULT } }]);
  });

  test('is not queued when its transaction fails', async () => {
    await using one = await openQueue();
    const failing = database.sql.transaction().execute(async (transaction) => {
      await one.queue.publishResult({ measurementId: RESULT }, transaction);
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(await rows()).toEqual([]);
  });
});

test('a result that has changed while it was being written is written once more', async () => {
  await using one = await openQueue();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const ask = () =>
    database.sql
      .transaction()
      .execute((transaction) => one.queue.publishResult({ measurementId: RESULT }, transaction));
  await ask();
  await one.queue.work({ measureStudy: async () => {}, publishResult: () => (begin(), released) }, 1);
  await begun;
  await ask();
  await ask();
  expect((await rows()).map(({ state }) => state)).toEqual(['active', 'created']);
  release();
});

/** Runs one job to its end, or to its failure. */
async function runOne(handle: JobHandlers['measureStudy']) {
  const one = await openQueue();
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  await one.queue.measureStudy(study());
  const handlers: JobHandlers = {
    measureStudy: (message, report) => handle(message, report).finally(resolve),
    publishResult: async () => {},
  };
  await one.queue.work(handlers, 1);
  await tried;
  await one.queue.stop();
  return one.lines;
}

describe('a job', () => {
  test('gets the message as it was sent, and is done', async () => {
    const received: MeasureStudy[] = [];
    const lines = await runOne(async (message) => void received.push(message));
    expect(received).toEqual([study()]);
    expect(await rows()).toMatchObject([{ state: 'completed' }]);
    expect(lines).toMatchObject([{ level: 'info', message: 'job done' }]);
  });

  test.each([
    ['done', async () => {}],
    ['failed', () => Promise.reject(new CodedError('pacs/unavailable'))],
  ])('that is %s is heard of by who waits for its study in the same process', async (_how, measureStudy) => {
    await using one = await openQueue();
    const heard = one.queue.measuredHere(study(), LONGER_THAN_TESTS_MS);
    await one.queue.measureStudy(study());
    await one.queue.work({ measureStudy, publishResult: async () => {} }, 1);
    await expect(heard).resolves.toBeUndefined();
  });

  test('that nobody runs here is waited for as long as one may', async () => {
    await using one = await openQueue();
    await expect(one.queue.measuredHere(study(), 1)).resolves.toBeUndefined();
  });

  test('that is done can be asked for anew', async () => {
    await runOne(async () => {});
    await using one = await openQueue();
    await one.queue.measureStudy(study());
    expect(await rows()).toHaveLength(2);
  });

  test('that meets a fault is tried again later, eight times at most', async () => {
    const lines = await runOne(async () => {
      throw new CodedError('pacs/unavailable');
    });
    expect(await rows()).toMatchObject([{ state: 'retry', retry_limit: 8 }]);
    expect(lines).toMatchObject([
      { level: 'warn', message: 'job failed', fields: { code: 'pacs/unavailable' } },
    ]);
  });

  test.each(['study/not-found', 'study/being-measured'] as const)(
    'that reads an event and waits for images has not failed: %s is told without a stack, and when it is tried again',
    async (code) => {
      await using one = await openQueue();
      const { promise: tried, resolve } = Promise.withResolvers<void>();
      const readEvent = async () => {
        resolve();
        throw new CodedError(code);
      };
      await one.queue.readEvents({ readEvent, readChanges: async () => {} }, 1);
      await database.sql
        .transaction()
        .execute((transaction) => one.queue.readEvent({ eventId: RESULT }, transaction));
      await tried;
      await one.queue.stop();
      expect(await rows()).toMatchObject([{ name: 'read-event', state: 'retry' }]);
      const fields = { queue: 'read-event', jobId: expect.any(String), code, message: expect.any(String) };
      expect(one.lines).toEqual([
        { level: 'info', message: 'job waits', fields: { ...fields, nextTryWithinS: 4 } },
      ]);
    },
  );

  test('that is to measure a study which is not there has failed', async () => {
    const lines = await runOne(async () => {
      throw new CodedError('study/not-found');
    });
    expect(lines).toMatchObject([{ level: 'warn', message: 'job failed' }]);
  });

  test('that fails tells nothing of the patient in the log', async () => {
    const lines = await runOne(async () => {
      throw new Error('no such patient: Novakova, P1');
    });
    expect(lines).toMatchObject([{ fields: { code: 'internal' } }]);
    expect(JSON.stringify(lines)).not.toMatch(/Novak|P1|p1/);
  });

  test('that fails leaves nothing in its row of what the failure quoted', async () => {
    const quoted = Object.assign(new Error('HTTP 400'), { response: { data: { name: 'Novakova' } } });
    await runOne(async () => {
      throw new CodedError('fhir/outcome', undefined, { cause: quoted });
    });
    const { rows: outputs } = await sql<{ output: object }>`select output from pgboss.job`.execute(
      database.sql,
    );
    expect(JSON.stringify(outputs)).toContain('fhir/outcome');
    expect(JSON.stringify(outputs)).not.toMatch(/Novak|HTTP 400/);
  });
});
