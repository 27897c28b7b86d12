import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fhirConnections } from '../../src/fhir/connections.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';

const MEGABYTE = 'x'.repeat(1024 * 1024);

let server: Server;
let sent = 0;
const asked: unknown[] = [];
const connections = fhirConnections();

/** Answers every read with one Patient whose id is as many megabytes long as the path says. */
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers['accept-encoding']);
    if (request.url?.endsWith('/gzip')) {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('{"resourceType":"Patient"}'));
      return;
    }
    const megabytes = Number(request.url?.split('/').pop());
    response.setHeader('content-type', 'application/fhir+json');
    response.write('{"resourceType":"Patient","id":"');
    for (sent = 0; sent < megabytes; sent += 1) response.write(MEGABYTE);
    response.end('"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  await connections.destroy();
  server.closeAllConnections();
  server.close();
});

function baseUrl(): string {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return `http://127.0.0.1:${port}`;
}

function client(): FhirClient {
  return new FhirClient({ baseUrl: baseUrl(), connections });
}

test('an answer of ordinary size is read', async () => {
  expect((await client().read('Patient/2'))?.resourceType).toBe('Patient');
});

test('an answer beyond the bound is cut off', async () => {
  await expect(client().read('Patient/9')).rejects.toMatchObject({ code: 'fhir/too-much' });
  await expect(client().read('Patient/64')).rejects.toMatchObject({ code: 'fhir/too-much' });
});

test('a compressed answer, of a size that nobody knows, is not asked for and not read', async () => {
  const compressed = connections.request({ origin: baseUrl(), path: '/Patient/gzip', method: 'GET' });
  await expect(compressed).rejects.toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  await expect(client().read('Patient/gzip')).rejects.toMatchObject({ name: 'CodedError' });
  expect(asked.at(-1)).toBe('identity');
});
