import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchedKeys } from '../../src/cds-hooks/client-keys.ts';
import { fhirConnections } from '../../src/fhir/connections.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { addressRule, type ListedServer } from '../../src/outbound/address-rules.ts';
import { guardedConnector, isNotAllowed, type Resolve } from '../../src/outbound/guarded-connector.ts';

const LISTED = 'ehr.example.org';
let server: Server;
let port = 0;
/** Authorization headers that arrived. */
const arrived: (string | undefined)[] = [];
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  server = createServer((request, response) => {
    arrived.push(request.headers.authorization);
    if (request.url?.startsWith('/redirect')) {
      response.writeHead(302, { Location: `http://127.0.0.1:${port}/stolen` }).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'Patient', id: '1', keys: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(async () => {
  await stack.disposeAsync();
  server.closeAllConnections();
  server.close();
});

/** A resolver that gives the name these addresses, one answer for each time it is asked, the last for ever. */
function resolving(...answers: string[][]): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = (host, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve, asked };
}

function connectionsWith(resolve: Resolve | undefined, changes: Partial<ListedServer> = {}) {
  const rule = addressRule([{ url: `http://${LISTED}:${port}`, privateNetworks: [], ...changes }]);
  const connections = fhirConnections(guardedConnector(rule, resolve));
  stack.defer(() => connections.destroy());
  return connections;
}

function read(host: string, resolve: Resolve | undefined, changes: Partial<ListedServer> = {}, path = '') {
  const connections = connectionsWith(resolve, changes);
  const baseUrl = `http://${host}:${port}${path}`;
  return new FhirClient({ baseUrl, connections, accessToken: async () => 'secret' }).read('Patient/1');
}

const notAllowed = { code: 'outbound/address', httpStatus: 503 };

describe('the token of a request', () => {
  test('goes to a listed name at a listed network', async () => {
    const { resolve } = resolving(['127.0.0.1']);
    const found = await read(LISTED, resolve, { privateNetworks: ['127.0.0.0/8'] });
    expect([found?.id, arrived.pop()]).toEqual(['1', 'Bearer secret']);
  });

  test.each([
    ['this machine', ['127.0.0.1']],
    ['this machine in IPv6', ['::1']],
    ['this machine, mapped', ['::ffff:127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['the hospital next door', ['10.0.0.1']],
    ['a public and a private address', ['93.184.215.14', '127.0.0.1']],
  ])('goes nowhere when the listed name leads to %s', async (_where, addresses) => {
    const { resolve } = resolving(addresses);
    await expect(read(LISTED, resolve)).rejects.toMatchObject(notAllowed);
    expect(arrived).toEqual([]);
  });

  test('goes where the name led when it was checked: DNS is asked once for a connection', async () => {
    // Rebinding: the first answer is allowed, a second would not be.
    const { resolve, asked } = resolving(['127.0.0.1'], ['10.0.0.1']);
    await read(LISTED, resolve, { privateNetworks: ['127.0.0.1/32'] });
    expect(asked).toEqual([LISTED]);
    expect(arrived.pop()).toBe('Bearer secret');
    await expect(read(LISTED, resolving(['10.0.0.1']).resolve)).rejects.toMatchObject(notAllowed);
  });

  test('goes to an address only if that very address is listed', async () => {
    await expect(read('127.0.0.1', undefined)).rejects.toMatchObject(notAllowed);
    await read('127.0.0.1', undefined, { url: `http://127.0.0.1:${port}` });
    expect(arrived.pop()).toBe('Bearer secret');
    expect(arrived).toEqual([]);
  });

  test('does not follow a redirect', async () => {
    const listed = { url: `http://127.0.0.1:${port}` };
    await expect(read('127.0.0.1', undefined, listed, '/redirect')).rejects.toMatchObject({
      code: 'fhir/invalid',
    });
    expect(arrived.splice(0)).toEqual(['Bearer secret']);
  });

  test('goes nowhere when the name has no address', async () => {
    await expect(read(LISTED, resolving([]).resolve)).rejects.toMatchObject({ httpStatus: 503 });
  });
});

test('S5 keys are not fetched from where their name must not lead', async () => {
  const connections = connectionsWith(resolving(['127.0.0.1']).resolve);
  const keys = fetchedKeys(`http://${LISTED}:${port}/jwks`, connections);
  const failure: unknown = await Promise.resolve(
    keys({ alg: 'ES384', kid: 'a' }, { payload: '', signature: '' }),
  ).catch((thrown: unknown) => thrown);
  expect(isNotAllowed(failure)).toBe(true);
  expect(arrived).toEqual([]);
});
