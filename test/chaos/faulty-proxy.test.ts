import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Faults, type FaultyProxy, NO_FAULTS, startFaultyProxy } from './faulty-proxy.ts';

const BODY = 'an answer of thirty letters...';
let stack: AsyncDisposableStack;
/** What the server was asked. */
let asked: string[];
let upstream: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const type = request.url === '/fhir/images' ? 'multipart/related; boundary=x' : 'text/plain';
    response.writeHead(200, { 'content-type': type }).end(BODY);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  upstream = `http://127.0.0.1:${port}/fhir`;
});
afterEach(() => stack.disposeAsync());

async function proxy(faults: Partial<Faults>, seed = 1): Promise<FaultyProxy> {
  const started = await startFaultyProxy(upstream, { ...NO_FAULTS, ...faults }, seed);
  stack.defer(() => started.close());
  return started;
}

/** The answer as text, a status that is not 200, or that the connection broke. */
async function ask(url: string, method = 'GET'): Promise<string> {
  try {
    const answer = await fetch(url, { method, ...(method === 'POST' && { body: 'x' }) });
    const text = await answer.text();
    return answer.ok ? text : String(answer.status);
  } catch {
    return 'broken';
  }
}

/** What became of some requests. */
async function fates(seed: number): Promise<string> {
  const { baseUrl } = await proxy({ unavailable: 0.5 }, seed);
  const answers: string[] = [];
  for (let i = 0; i < 30; i += 1) answers.push(await ask(baseUrl));
  return answers.join();
}

test('without faults everything passes, at the same path', async () => {
  const faulty = await proxy({});
  expect(await ask(`${faulty.baseUrl}/Patient?name=x`)).toBe(BODY);
  expect(asked).toEqual(['GET /fhir/Patient?name=x']);
  expect(faulty.tally()).toEqual({ requests: 1, unavailable: 0, dropped: 0, droppedWrites: 0, cut: 0 });
});

test('a server that is unavailable is not asked', async () => {
  const { baseUrl } = await proxy({ unavailable: 1 });
  expect(await ask(baseUrl, 'POST')).toBe('503');
  expect(asked).toEqual([]);
});

test('an answer that is lost was an answer: the server has done what it was asked', async () => {
  const faulty = await proxy({ dropped: 1 });
  expect(await ask(faulty.baseUrl, 'POST')).toBe('broken');
  expect(asked).toEqual(['POST /fhir']);
  expect(faulty.tally()).toMatchObject({ dropped: 1, droppedWrites: 1 });
});

test('multiparts are cut in two ways, other answers are not', async () => {
  const faulty = await proxy({ cut: 1 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`${faulty.baseUrl}/images`)));
  expect(new Set(answers)).toEqual(new Set(['broken', BODY.slice(0, BODY.length / 2)]));
  expect(await ask(`${faulty.baseUrl}/Patient`)).toBe(BODY);
  expect(faulty.tally().cut).toBe(20);
});

test('which requests fail follows from the seed', async () => {
  expect(await fates(1)).toBe(await fates(1));
  expect(await fates(1)).not.toBe(await fates(2));
});
