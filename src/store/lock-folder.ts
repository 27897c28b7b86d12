import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { CodedError } from '../errors.ts';
import { isSystemError } from '../system-error.ts';

/**
 * PGlite has no lock of its own and two processes on one folder destroy it: a file beside the folder names
 * the process that has it and keeps the second one out. A lock whose process is gone is taken over.
 *
 * @returns a function that releases the lock
 * @throws CodedError `store/unavailable` while another process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = `${folder}.lock`;
  // In a container the process before us often had the same id, so the time of our start tells us apart.
  const owner = `${process.pid} ${Math.round(performance.timeOrigin)}`;
  if (!(await tryLock(lock, owner))) {
    const holder = await readFile(lock, 'utf8').catch(() => '');
    const pid = Number.parseInt(holder, 10);
    if (holder === owner || (pid !== process.pid && isRunning(pid))) {
      throw new CodedError('store/unavailable', `process ${pid} uses this data folder`);
    }
    await rm(lock, { force: true });
    if (!(await tryLock(lock, owner))) {
      throw new CodedError('store/unavailable', 'another process took the data folder');
    }
  }
  return () => rm(lock, { force: true });
}

/** The lock appears with its content at once, so that nobody reads it empty and takes it for stale. */
async function tryLock(lock: string, owner: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`;
  await writeFile(draft, owner, { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
