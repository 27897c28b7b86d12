import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CodedError } from '../../src/errors.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { jobsText } from '../../src/cli/jobs-text.ts';
import type { ListedJob } from '../../src/jobs/job-list.ts';
import { study } from '../jobs/support.ts';
import { logLines } from '../support/log-lines.ts';
import { runMscore } from '../support/run-mscore.ts';
import { serviceFolder } from './service-folder.ts';

const NO_JOB = '00000000-0000-4000-8000-000000000000';
let service: Awaited<ReturnType<typeof serviceFolder>>;

/** A service that was stopped after a study of a client that is no longer configured had been asked for. */
beforeAll(async () => {
  service = await serviceFolder(async ({ bossOptions }) => {
    const queue = new JobQueue(bossOptions, logLines().logger);
    const { promise: tried, resolve } = Promise.withResolvers<void>();
    await queue.start();
    await queue.measureStudy(study());
    const measureStudy = async () => {
      resolve();
      throw new CodedError('config/invalid');
    };
    await queue.work({ measureStudy, publishResult: async () => {} }, 1);
    await tried;
    await queue.stop();
  });
}, 120_000);
afterAll(() => service[Symbol.asyncDispose]());

const jobs = (...args: string[]) => runMscore('jobs', ...args, '--config', service.config);

test('a dead letter is listed with what to do, tried again, and given up', async () => {
  const table = await jobs('list');
  expect(table.out).toMatch(/measure-study +[0-9a-f-]{36} +dead +1 +.*config\/invalid +Correct the named/);
  expect(table.out).toContain('Dead, for a person to look at: 1 × measure-study config/invalid');
  expect(table.out).not.toMatch(/p1|P1|1956|north/);

  expect((await jobs('discard', '--all', '--code', 'pacs/timeout')).out).toBe('0 given up\n');
  expect((await jobs('retry', '--all', '--json')).out).toBe('{"retried":1}\n');
  const [job] = JSON.parse((await jobs('list', '--state', 'queued', '--json')).out);
  expect(job).toMatchObject({ queue: 'measure-study', state: 'queued', code: null, remedy: null });

  expect((await jobs('retry', job.id)).out).toBe('1 to be tried again\n');
  expect((await jobs('discard', job.id)).out).toBe('1 given up\n');
  expect((await jobs('list')).out).toBe('No jobs.\n');
  expect(await jobs('discard', job.id)).toMatchObject({
    code: 2,
    err: expect.stringContaining('job/not-found'),
  });

  const days = ['--from', '2020-01-01', '--to', '2099-12-31'];
  const trail = await runMscore('audit', 'export', ...days, '--format', 'jsonl', '--config', service.config);
  expect(trail.out).toContain('"mscore jobs retry --all"');
  expect(trail.out).toContain('"mscore jobs discard --all --code pacs/timeout"');
  expect(trail.out).toContain('"mscore jobs discard"');
  expect(trail.out).toContain(`"job":"${job.id}"`);
}, 120_000);

test.each([
  ['no id and not --all', ['retry'], 'cli/usage'],
  ['neither is it to discard', ['discard'], 'cli/usage'],
  ['a code without --all', ['discard', NO_JOB, '--code', 'pacs/timeout'], '--code needs --all'],
  ['what is no code', ['discard', '--all', '--code', 'toString'], 'a code of docs/errors.md'],
  ['what is no id', ['discard', 'x'], 'an id of mscore jobs list'],
])('%s is bad usage', async (_what, args, said) => {
  const { code, err } = await jobs(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(said)]);
});

test('a table says at what a running job is, and when a waiting one is tried again', () => {
  const now = new Date('2026-11-27T10:00:00Z');
  const job = { queue: 'measure-study', tries: 1, createdOn: new Date('2026-11-27T09:30:00Z'), about: null };
  const running: ListedJob = {
    ...job,
    id: 'a',
    state: 'running',
    nextTry: null,
    stage: 'images',
    code: null,
  };
  const nextTry = new Date('2026-11-27T10:01:00Z');
  const waiting: ListedJob = {
    ...job,
    id: 'b',
    state: 'waiting',
    nextTry,
    stage: null,
    code: 'pacs/unavailable',
  };
  const [, first, second] = jobsText([running, waiting], [], now).split('\n');
  expect(first).toMatch(/running: reading images +1 +30 min$/);
  expect(second).toMatch(/waiting +1 +in 60 s +30 min +pacs\/unavailable$/);
});
