import { setTimeout as pause } from 'node:timers/promises';
import type { Member } from './member.ts';

/**
 * Kills one worker after the other, each started again at once, until told to stop or so many were; then waits until all are up.
 *
 * @returns how many were killed
 */
export async function killWorkers(
  workers: readonly Member[],
  { everyMs, atMost }: { readonly everyMs: number; readonly atMost: number },
  until: AbortSignal,
): Promise<number> {
  const up = new Map<Member, Promise<void>>();
  let kills = 0;
  while (kills < atMost) {
    await pause(everyMs, undefined, { signal: until }).catch(() => {});
    const worker = workers[kills % workers.length];
    await (worker && up.get(worker));
    if (until.aborted || !worker) break;
    await worker.kill();
    up.set(worker, worker.start());
    kills += 1;
  }
  await Promise.all(up.values());
  return kills;
}
