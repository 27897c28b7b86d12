import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { FhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';

/** What a real server's answer becomes on its way to whoever asked: `path` is `Type/id` or `Type?parameters`. */
export type Quirk = (answer: Record<string, unknown>, path: string) => unknown;

export interface FhirFront {
  readonly baseUrl: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** The habit of the server that a case is about; undefined for none. */
  quirk: Quirk | undefined;
  /** `_count` of every search, so that a few resources make several pages. */
  pageSize: number | undefined;
  close(): Promise<void>;
}

const json = z.record(z.string(), z.unknown());

/** A FHIR engine as EHRs put it to the world: everything passes through, some of it changed. */
export async function startFhirFront(sandbox: FhirSandbox): Promise<FhirFront> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const baseUrl = `http://127.0.0.1:${port}/fhir`;
  const front: FhirFront = {
    baseUrl,
    asked: [],
    quirk: undefined,
    pageSize: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function forward(url: string, authorization: string): Promise<{ status: number; body: string }> {
    const path = url.replace(/^\/fhir\//, '');
    front.asked.push(path);
    const counted =
      front.pageSize === undefined ? path : path.replace(/_count=\d+/, `_count=${front.pageSize}`);
    const answer = await fetch(`${sandbox.baseUrl}/${counted}`, { headers: { authorization } });
    const text = (await answer.text()).replaceAll(sandbox.baseUrl, baseUrl);
    const body = json.parse(JSON.parse(text));
    return { status: answer.status, body: JSON.stringify(front.quirk?.(body, path) ?? body) };
  }

  server.on('request', (request, response) => {
    forward(request.url ?? '', request.headers.authorization ?? '').then(
      ({ status, body }) => response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  return front;
}
