import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { end, exitOf, serveProcess } from '../support/serve-process.ts';

let folder: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mscore-serve-'));
  await mkdir(join(folder, 'references'));
  await mkdir(join(folder, 'rois'));
});
afterEach(async () => {
  for (const child of started.splice(0)) await end(child, 'SIGKILL');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const site = {
  pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
  patientIdSystems: [{ system: 'urn:oid:2.999' }],
  references: 'references',
  rois: 'rois',
};
const config = { publicUrl: 'http://127.0.0.1', listen: { port: 0 }, dataFolder: 'db', open: { site } };

test('serves with --open, says what it warns about, and ends cleanly on SIGTERM', async () => {
  const service = await serve(config, '--open');
  const url = await service.listening;
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    {
      status: 'ready',
      checks: { database: 'ok', migrations: 'ok', queue: 'ok', model: 'ok' },
    },
  ]);
  const discovered = await (await fetch(`${url}/cds-services`)).json();
  expect(discovered).toMatchObject({
    services: expect.arrayContaining([expect.objectContaining({ id: 'lumbar-mri' })]),
  });
  expect(service.output()).toContain('not safe against power loss');
  expect(await end(service.child, 'SIGTERM')).toBe(0);
  expect(service.output()).toContain('stopping');
}, 30_000);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'what is running is finished although %s comes twice, as from a terminal through bin/mscore.js',
  async (signal) => {
    const service = await serve({ ...config, listen: { port: 0, drainMs: 500 } }, '--open');
    await service.listening;
    service.child.kill(signal);
    while (!service.output().includes('stopping')) await pause(10);
    expect(await end(service.child, signal)).toBe(0);
  },
  30_000,
);

test('a second signal that is meant ends it at once', async () => {
  const service = await serve({ ...config, listen: { port: 0, drainMs: 60_000 } }, '--open');
  await service.listening;
  service.child.kill('SIGINT');
  await pause(1_500);
  expect(await end(service.child, 'SIGINT')).toBeNull();
  expect(service.child.signalCode).toBe('SIGINT');
}, 30_000);

test('ends on SIGTERM although a request was never sent whole', async () => {
  const service = await serve(config, '--open');
  const socket = connect(Number(new URL(await service.listening).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST /cds-services/lumbar-mri HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
  await once(socket, 'connect');
  expect(await end(service.child, 'SIGTERM')).toBe(0);
  socket.destroy();
});

test('a second one on the same data folder is kept out', async () => {
  const first = await serve(config, '--open');
  await first.listening;
  const second = await serve(config, '--open');
  expect(await exitOf(second.child)).toBe(1);
  expect(second.output()).toContain('store/unavailable');
}, 30_000);

test.each<[string, object, string, string[]?]>([
  ['without clients and --open', config, 'no clients are configured', []],
  ['with --open and nobody to open for', { ...config, open: undefined }, '--open needs an `open` site'],
  ['with a misspelt setting', { ...config, databse: 'x' }, 'databse'],
  [
    'with a folder that is not there',
    { ...config, open: { site: { ...site, references: 'nowhere' } } },
    'reference',
  ],
  [
    'with a token for the metrics that is not there',
    { ...config, metrics: { tokenFile: 'nowhere' } },
    'nowhere cannot be read',
  ],
])('%s it does not start, and says why', async (_, broken, words, options = ['--open']) => {
  const service = await serve(broken, ...options);
  expect(await exitOf(service.child)).toBe(1);
  expect(service.output()).toContain(words);
  expect(service.output()).not.toContain('    at ');
});

test('one of several processes needs a database that several can share', async () => {
  const service = await serve(config, '--open', '--role', 'worker');
  expect(await exitOf(service.child)).toBe(1);
  expect(service.output()).toContain('DATABASE_URL');
  expect(service.output()).toContain('config/invalid');
  expect(service.output()).not.toContain('not safe against power loss');
});

async function serve(settings: object, ...options: string[]) {
  const file = join(folder, 'mscore.json');
  await writeFile(file, JSON.stringify(settings));
  const service = serveProcess(['--config', file, ...options]);
  started.push(service.child);
  return service;
}
