import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { endWithUs } from '../support/end-with-us.ts';
import type { FaultTally } from './faulty-proxy.ts';
import type { PeerOrder } from './peer-process.ts';

const tallySchema: z.ZodType<FaultTally> = z.object({
  requests: z.number(),
  unavailable: z.number(),
  dropped: z.number(),
  droppedWrites: z.number(),
  cut: z.number(),
});
const readySchema = z.object({ upstream: z.string(), baseUrl: z.string() });

/** A record or a PACS that goes wrong at times, as a process. */
export interface Peer {
  /** By way of everything that goes wrong. */
  readonly baseUrl: string;
  /** The server itself, for whoever counts. */
  readonly upstream: string;
  tally(): Promise<FaultTally>;
  close(): Promise<void>;
}

export async function startPeer(order: PeerOrder): Promise<Peer> {
  const child = fork(new URL('./peer-process.ts', import.meta.url));
  endWithUs(child);
  const ended = once(child, 'exit');
  const { upstream, baseUrl } = readySchema.parse(await asked(child, order));
  return {
    upstream,
    baseUrl,
    tally: async () => tallySchema.parse(await asked(child, 'tally')),
    close: async () => {
      child.disconnect();
      await ended;
    },
  };
}

async function asked(child: ChildProcess, question: object | string): Promise<unknown> {
  const answered = once(child, 'message');
  const ended = once(child, 'exit').then(() => {
    throw new Error('a record or PACS ended before its time');
  });
  child.send(question);
  const [answer] = await Promise.race([answered, ended]);
  return answer;
}
