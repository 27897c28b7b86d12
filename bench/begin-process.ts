import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process that a benchmark began says next (`begun-process.ts` is its side of it). */
export async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await once(child, 'message');
  return answer;
}

/** Tells it to end, and resolves when it has. */
export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.send('stop');
  await exit;
}
