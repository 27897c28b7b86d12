import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lockFolder } from '../../src/store/lock-folder.ts';

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'mscore-lock-'));

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test('a folder takes one process; the second is told which one has it', async () => {
  await using parent = await temporaryFolder();
  const folder = join(parent.path, 'data');
  await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'store/unavailable',
    message: expect.stringContaining(`process ${process.pid} uses this data folder`),
  });
});

test('another running process keeps its lock', async () => {
  await using parent = await temporaryFolder();
  const folder = join(parent.path, 'data');
  await writeFile(`${folder}.lock`, `${process.ppid} 1`);
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'store/unavailable' });
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(`${process.ppid} 1`);
});

test('of many that start at once, one gets it', async () => {
  await using parent = await temporaryFolder();
  const folder = join(parent.path, 'data');
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('released, it is free again, and nothing is left beside the folder', async () => {
  await using parent = await temporaryFolder();
  const folder = join(parent.path, 'data');
  const release = await lockFolder(folder);
  await release();
  expect(await readdir(parent.path)).toEqual([]);
  await lockFolder(folder);
});

test.each([
  ['whose process has ended', () => `${endedProcess()} 1`],
  ['that says nothing', () => ''],
  ['of an earlier process with our id, as after a restart in a container', () => `${process.pid} 1`],
])('a lock %s is taken over', async (_which, lock) => {
  await using parent = await temporaryFolder();
  const folder = join(parent.path, 'data');
  await writeFile(`${folder}.lock`, lock());
  await lockFolder(folder);
  expect(await readFile(`${folder}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  expect((await stat(`${folder}.lock`)).mode & 0o077).toBe(0);
});
