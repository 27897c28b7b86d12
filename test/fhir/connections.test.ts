import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fhirConnections } from '../../src/fhir/connections.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';

const MEGABYTE = 'x'.repeat(1024 * 1024);

let server: Server;
let sent = 0;
const connections = fhirConnections();

/** Answers every read with one Patient whose id is as many megabytes long as the path says. */
beforeAll(async () => {
  server = createServer((request, response) => {
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

function client(): FhirClient {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return new FhirClient({ baseUrl: `http://127.0.0.1:${port}`, connections });
}

test('an answer of ordinary size is read', async () => {
  expect((await client().read('Patient/2'))?.resourceType).toBe('Patient');
});

test('an answer beyond the bound is cut off', async () => {
  await expect(client().read('Patient/64')).rejects.toMatchObject({ code: 'fhir/too-much' });
});
