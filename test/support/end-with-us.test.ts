import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { z } from 'zod';

const startedSchema = z.object({ pid: z.number(), path: z.string() });
/** Begins a child that would sleep on, and a folder; tells of both, and is stopped as a benchmark is. */
const BENCHMARK = `
  import { spawn } from 'node:child_process';
  import { endOnSignal } from './bench/end-on-signal.ts';
  import { endWithUs, temporaryFolder } from './test/support/end-with-us.ts';
  endOnSignal();
  const { path } = await temporaryFolder('mscore-test-');
  const child = spawn('sleep', ['600']);
  endWithUs(child);
  console.log(JSON.stringify({ pid: child.pid, path }));
`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'a benchmark that is stopped by %s leaves no child and no folder behind',
  async (signal, status) => {
    const benchmark = spawn(process.execPath, ['--input-type=module-typescript', '--eval', BENCHMARK], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(benchmark, 'exit');
    const [line] = await once(benchmark.stdout, 'data');
    const { pid, path } = startedSchema.parse(JSON.parse(String(line)));
    expect([isRunning(pid), existsSync(path)]).toEqual([true, true]);
    benchmark.kill(signal);
    expect((await ended)[0]).toBe(status);
    while (isRunning(pid)) await pause(20);
    expect(existsSync(path)).toBe(false);
  },
);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
