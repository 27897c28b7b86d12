import { open, readFile, rm } from 'node:fs/promises';
import { CodedError } from '../errors.ts';

/**
 * PGlite has no lock of its own and two processes on one folder destroy it: a pid file beside the folder
 * keeps the second one out. A lock whose process is gone is taken over.
 *
 * @returns a function that releases the lock
 * @throws CodedError `store/unavailable` while another process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = `${folder}.lock`;
  if (!(await tryLock(lock))) {
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (isRunning(holder)) {
      throw new CodedError('store/unavailable', `process ${holder} uses this data folder`);
    }
    await rm(lock, { force: true });
    if (!(await tryLock(lock)))
      throw new CodedError('store/unavailable', 'another process took the data folder');
  }
  return () => rm(lock, { force: true });
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
