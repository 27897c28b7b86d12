import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Has a child end with this process, however that comes to its end: `process.exit`, or an error that nobody caught. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  const end = () => void child.kill(signal);
  // Before the folders go that it works in.
  process.prependListener('exit', end);
  child.once('exit', () => process.off('exit', end));
}

/** A new folder for what is temporary; it goes when it is disposed of, and with this process at the latest. */
export async function temporaryFolder(prefix: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtempDisposable(join(tmpdir(), prefix));
  const { path } = folder;
  const remove = () => removeNow(path);
  process.on('exit', remove);
  const dispose = async () => {
    await folder.remove();
    process.off('exit', remove);
  };
  return { path, [Symbol.asyncDispose]: dispose };
}

const TRIES = 40;
const AGAIN_MS = 50;

/** Again and again for two seconds: a child that was just told to end may still write. */
function removeNow(path: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; tries < TRIES && existsSync(path); tries += 1) {
    if (tries > 0) Atomics.wait(clock, 0, 0, AGAIN_MS);
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Not empty: something was written meanwhile.
    }
  }
}
