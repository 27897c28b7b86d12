import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { randomFor, type Random } from '../../fixtures/phantom/random.ts';

/** What goes wrong: shares of the requests, from 0 to 1. */
export const faultsSchema = z.object({
  /** Answered 503 without asking the server. */
  unavailable: z.number(),
  /** The server answers, and has done what it was asked, but the connection breaks before the answer is passed on. */
  dropped: z.number(),
  /** Of the multipart answers: only the first half comes. */
  cut: z.number(),
  /** Milliseconds that each request takes longer, as it does where there is a network between. */
  late: z.number(),
});
export type Faults = z.infer<typeof faultsSchema>;
export const NO_FAULTS: Faults = { unavailable: 0, dropped: 0, cut: 0, late: 0 };

/** What happened so far. */
export interface FaultTally {
  readonly requests: number;
  readonly unavailable: number;
  readonly dropped: number;
  /** Of `dropped`, those that wrote something. */
  readonly droppedWrites: number;
  readonly cut: number;
}

export interface FaultyProxy {
  /** The address of the upstream server as it is reached by way of the proxy. */
  readonly baseUrl: string;
  tally(): FaultTally;
  close(): Promise<void>;
}

/**
 * A server as networks and busy hospitals make it: requests go to the upstream server, and some go wrong. Which ones
 * follows from the seed and the order in which they come.
 *
 * @param upstream base URL by http, its path is kept
 */
export async function startFaultyProxy(upstream: string, faults: Faults, seed: number): Promise<FaultyProxy> {
  const target = new URL(upstream);
  const agent = new Agent({ keepAlive: true });
  const random = randomFor(seed, target.pathname);
  const tally = { requests: 0, unavailable: 0, dropped: 0, droppedWrites: 0, cut: 0 };
  const server = createServer((incoming, response) => {
    tally.requests += 1;
    if (random() < faults.unavailable) {
      tally.unavailable += 1;
      incoming.resume();
      response.writeHead(503).end();
      return;
    }
    answer(incoming, response).catch(() => response.destroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (faults.late > 0) await pause(faults.late);
    const { status, headers, body } = await forwarded(target, agent, incoming);
    if (random() < faults.dropped) {
      tally.dropped += 1;
      if (incoming.method !== 'GET') tally.droppedWrites += 1;
      response.destroy();
      return;
    }
    const multipart = headers['content-type']?.startsWith('multipart/') ?? false;
    if (multipart && random() < faults.cut) {
      tally.cut += 1;
      cutShort(response.writeHead(status, headers), body, random);
      return;
    }
    response.writeHead(status, headers).end(body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    tally: () => ({ ...tally }),
    close: async () => {
      agent.destroy();
      await closed(server);
    },
  };
}

/** Half of the answer and a broken connection, or half of it and an end as if that were all. */
function cutShort(response: ServerResponse, body: Buffer, random: Random): void {
  const half = body.subarray(0, body.length >> 1);
  if (random() < 0.5) response.end(half);
  else response.write(half, () => response.destroy());
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Headers about a single connection, or about a length that may not be what comes. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

async function forwarded(target: URL, agent: Agent, incoming: IncomingMessage): Promise<Answer> {
  const body = await buffer(incoming);
  const outgoing = request({
    agent,
    host: target.hostname,
    port: target.port,
    path: incoming.url,
    method: incoming.method,
    headers: { ...incoming.headers, host: target.host, 'content-length': body.length },
  });
  const answered = once(outgoing, 'response');
  outgoing.end(body);
  const [answer] = z.tuple([z.custom<IncomingMessage>()]).parse(await answered);
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    OF_THE_CONNECTION.has(name) || value === undefined ? [] : [[name, String(value)] as const],
  );
  return {
    status: answer.statusCode ?? 502,
    headers: Object.fromEntries(headers),
    body: await buffer(answer),
  };
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
