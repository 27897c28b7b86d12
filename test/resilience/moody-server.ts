import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { z } from 'zod';

/** `answers` as told, is `busy` (503), `breaks` the connection, or `hangs` and never answers. */
export type Mood = 'answers' | 'busy' | 'breaks' | 'hangs';

/** A real server on loopback whose mood changes, until disposed of. */
export async function moodyServer(answer: RequestListener, first: Mood | Mood[] = 'answers') {
  /** The last one lasts. */
  let moods = [first].flat();
  let requests = 0;
  let givenUp = 0;
  const server = createServer((request, response) => {
    requests += 1;
    response.on('close', () => {
      if (!response.writableEnded) givenUp += 1;
    });
    const mood = moods.length > 1 ? moods.shift() : moods[0];
    if (mood === 'busy') response.writeHead(503).end('busy');
    else if (mood === 'breaks') request.socket.destroy();
    else if (mood === 'answers') answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** How many requests there were. */
    requests: () => requests,
    /** How many the caller broke off before they were answered. */
    givenUp: () => givenUp,
    /** Breaks off what it has not answered. */
    hangUp: () => server.closeAllConnections(),
    become: (...next: Mood[]) => void (moods = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const jsonAnswer =
  (body: unknown, type = 'application/json'): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(JSON.stringify(body));

/** Hands requests on to another server. */
export const passOnTo =
  (origin: string): RequestListener =>
  (request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)
          ? [[name, value] as [string, string]]
          : [],
      );
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
      const answer = await fetch(`${origin}${request.url}`, {
        method: request.method ?? 'GET',
        headers,
        ...body,
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    };
    void pass().catch(() => response.destroy());
  };
