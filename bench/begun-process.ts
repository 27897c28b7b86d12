import { once } from 'node:events';

/** For a process that a benchmark begins, at its beginning: a terminal's Ctrl-C reaches both, and the benchmark acts on it. */
export function leaveSignalsToOurParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}

/** Says something to the benchmark; resolves when it says something more, or is gone. */
export async function tellUntilTold(message: object): Promise<void> {
  if (!process.connected) return;
  process.send?.(message);
  await Promise.race([once(process, 'message'), once(process, 'disconnect')]);
}
