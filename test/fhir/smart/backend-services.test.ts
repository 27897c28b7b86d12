import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import { type FhirSandboxOptions, startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { fhirConnections } from '../../../src/fhir/connections.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import { toResources } from '../../../src/fhir/publish.ts';
import { publish } from '../../../src/fhir/publisher.ts';
import { backendServices, type BackendServicesOptions } from '../../../src/fhir/smart/backend-services.ts';
import { clientAssertion } from '../../../src/fhir/smart/client-assertion.ts';
import { generatePrivateJwk } from '../../../src/fhir/smart/generate-key.ts';
import { jwksRouter } from '../../../src/fhir/smart/jwks-router.ts';
import { readPrivateKeys } from '../../../src/fhir/smart/private-keys.ts';
import { BESIDE_PUBLISHING, TO_PUBLISH } from '../../../src/fhir/smart/scopes.ts';
import { requestToken } from '../../../src/fhir/smart/token-request.ts';
import { logFields } from '../../../src/log-fields.ts';
import { Peers } from '../../../src/resilience/peers.ts';
import { moodyServer } from '../../resilience/moody-server.ts';
import { logLines } from '../../support/log-lines.ts';
import { measured } from '../../support/measurement.ts';
import { ALL_SCOPES, authorizationServers, CLIENT_ID } from './authorization-server.ts';
import { keyFile } from './keys.ts';
import { codedFailure } from '../../support/coded-failure.ts';

const NOBODY = 'http://127.0.0.1:9';
const connections = fhirConnections();
const servers = authorizationServers();
afterAll(async () => {
  await connections.destroy();
  await servers.close();
});

/** A FHIR server, until disposed of. */
async function fhirSandbox(options: FhirSandboxOptions = {}) {
  const sandbox = await startFhirSandbox(options);
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

let key: Awaited<ReturnType<typeof keyFile>>;
beforeAll(async () => {
  key = await keyFile();
});
afterAll(() => key[Symbol.asyncDispose]());

function tokens(options: Partial<BackendServicesOptions>) {
  return backendServices({
    fhirServer: `${NOBODY}/fhir`,
    clientId: CLIENT_ID,
    keyFile: key.file,
    needed: TO_PUBLISH,
    connections,
    peers: new Peers(logLines().logger),
    timeoutMs: 10_000,
    ...options,
  });
}

describe('a real authorization server', () => {
  test.each(['ES384', 'RS384'] as const)(
    'gives a token for a key of %s, with the scopes needed',
    async (alg) => {
      await using own = await keyFile(alg);
      await using server = await servers.start({ registered: await own.registered(), alg });
      const { tokenEndpoint } = server;
      const token = await tokens({ tokenEndpoint, keyFile: own.file }).token();
      expect(await server.isGood(token)).toBe(true);
      expect(await server.scopesOf(token)).toEqual(ALL_SCOPES);
    },
  );

  test('is asked once by many who need a token at once, and not again while it is good', async () => {
    await using server = await servers.start({ registered: await key.registered() });
    const cache = tokens({ tokenEndpoint: server.tokenEndpoint });
    const all = await Promise.all(Array.from({ length: 20 }, () => cache.token()));
    expect(new Set([...all, await cache.token()]).size).toBe(1);
    expect(await server.tokenRequests()).toBe(1);
  });

  test('refuses a key that is not registered', async () => {
    await using server = await servers.start({ registered: await key.registered() });
    await using other = await keyFile();
    const error = await codedFailure(
      tokens({ tokenEndpoint: server.tokenEndpoint, keyFile: other.file }).token(),
    );
    expect([error.code, error.detail]).toEqual(['smart/refused', 'HTTP 401, invalid_client']);
    // A refusal is not tried again.
    expect(await server.tokenRequests()).toBe(1);
  });

  test('refuses a client that it does not know', async () => {
    await using server = await servers.start({ registered: await key.registered() });
    const error = await codedFailure(
      tokens({ tokenEndpoint: server.tokenEndpoint, clientId: 'somebody' }).token(),
    );
    expect(error.code).toBe('smart/refused');
  });

  test('refuses an assertion that is made out to another address, and one that was used before', async () => {
    await using server = await servers.start({ registered: await key.registered() });
    const [signing] = await readPrivateKeys(key.file);
    const { tokenEndpoint } = server;
    const send = (assertion: string) =>
      requestToken({ tokenEndpoint, scopes: ALL_SCOPES, assertion }, { connections, timeoutMs: 10_000 });
    const elsewhere = await clientAssertion(CLIENT_ID, 'https://other.example.org/token', signing);
    expect((await codedFailure(send(elsewhere))).code).toBe('smart/refused');
    const good = await clientAssertion(CLIENT_ID, tokenEndpoint, signing);
    expect(await server.isGood((await send(good)).value)).toBe(true);
    expect((await codedFailure(send(good))).code).toBe('smart/refused');
  });

  test('takes the keys that we publish', async () => {
    await using own = await keyFile();
    const app = express().use(jwksRouter({ keyFiles: [own.file] }));
    const site = app.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const { port } = z.object({ port: z.number() }).parse(site.address());
    const answer = await fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`);
    site.closeAllConnections();
    site.close();
    const { keys } = z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(await answer.json());
    await using server = await servers.start({ registered: { jwks: { keys } } });
    const cache = tokens({ tokenEndpoint: server.tokenEndpoint, keyFile: own.file });
    expect(await server.isGood(await cache.token())).toBe(true);
  });

  test('that grants less than is needed: its token is not used, and what is lacking is named', async () => {
    const scopes = ['system/Device.cs', 'system/Observation.cus'];
    await using server = await servers.start({ registered: await key.registered(), scopes });
    const error = await codedFailure(tokens({ tokenEndpoint: server.tokenEndpoint }).token());
    expect([error.code, error.detail]).toEqual(['smart/scope', 'system/Provenance.cus']);
  });

  test('that refuses a scope', async () => {
    const allowed = ['system/Device.cs'];
    await using server = await servers.start({ registered: await key.registered(), allowed });
    const error = await codedFailure(tokens({ tokenEndpoint: server.tokenEndpoint }).token());
    expect([error.code, error.detail]).toEqual(['smart/scope', 'HTTP 400, invalid_scope']);
  });

  test.each([
    ['grants it', { scopes: [...ALL_SCOPES, 'system/Task.cus'] }, [...ALL_SCOPES, 'system/Task.cus']],
    ['leaves it out', {}, ALL_SCOPES],
    ['refuses all for it', { allowed: ALL_SCOPES }, ALL_SCOPES],
  ])(
    'what is useful beside is asked for too, and a server that %s is written to',
    async (_how, has, granted) => {
      await using server = await servers.start({ registered: await key.registered(), ...has });
      const { tokenEndpoint } = server;
      const token = await tokens({ tokenEndpoint, useful: BESIDE_PUBLISHING }).token();
      expect((await server.scopesOf(token))?.toSorted()).toEqual(granted.toSorted());
    },
  );

  test('that is away, and is there again: the next who needs a token gets it', async () => {
    const down = await servers.start({ registered: await key.registered() });
    await down[Symbol.asyncDispose]();
    const cache = tokens({ tokenEndpoint: down.tokenEndpoint });
    expect((await codedFailure(cache.token())).code).toBe('smart/unavailable');
    await using again = await servers.start({
      registered: await key.registered(),
      port: Number(new URL(down.tokenEndpoint).port),
    });
    expect(await again.isGood(await cache.token())).toBe(true);
  });

  test('that was told of the next key before it signs: the key changes without a restart', async () => {
    await using own = await keyFile();
    const next = await generatePrivateJwk('ES384');
    await own.write([own.jwk, next]);
    await using server = await servers.start({ registered: await own.registered() });
    const cache = tokens({ tokenEndpoint: server.tokenEndpoint, keyFile: own.file });
    cache.refused(await cache.token());
    await own.write([next]);
    expect(await server.isGood(await cache.token())).toBe(true);
    expect(await server.tokenRequests()).toBe(2);
  });
});

describe('a FHIR server with SMART Backend Services', () => {
  const patient = { resourceType: 'Patient', id: 'p1' } as const;

  async function start(tokenSeconds?: number) {
    const auth = await servers.start({
      registered: await key.registered(),
      ...(tokenSeconds !== undefined && { tokenSeconds }),
    });
    const shown: string[] = [];
    const sandbox = await startFhirSandbox({
      resources: [patient],
      smartConfiguration: auth.smartConfiguration,
      requireToken: (token) => (shown.push(token), auth.isGood(token)),
    });
    const cache = tokens({ fhirServer: sandbox.baseUrl });
    const client = new FhirClient({
      baseUrl: sandbox.baseUrl,
      connections,
      accessToken: () => cache.token(),
      tokenRefused: (token) => cache.refused(token),
    });
    return {
      auth,
      client,
      cache,
      shown,
      async [Symbol.asyncDispose]() {
        await sandbox.close();
        await auth[Symbol.asyncDispose]();
      },
    };
  }

  test('says itself where tokens are, and takes the results with one', async () => {
    await using site = await start();
    const { observation } = await publish(site.client, toResources(measured(), { patientId: 'p1' }));
    expect(await site.client.read(observation ?? '')).toMatchObject({ resourceType: 'Observation' });
    expect(await site.auth.tokenRequests()).toBe(1);
  });

  test('that has revoked the token: the write is sent once more with a new one', async () => {
    await using site = await start();
    const first = await site.cache.token();
    await site.auth.revoke(first);
    await publish(site.client, toResources(measured(), { patientId: 'p1' }));
    expect(site.shown.filter((token) => token === first)).toHaveLength(1);
    expect(await site.auth.tokenRequests()).toBe(2);
  });

  test('whose token has expired: a new one is fetched before', async () => {
    await using site = await start(1);
    const first = await site.cache.token();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await site.auth.isGood(first)).toBe(false);
    expect(await site.client.read('Patient/p1')).toMatchObject(patient);
    expect(site.shown).not.toContain(first);
  });

  test('that takes no token at all is asked twice, not for ever', async () => {
    await using auth = await servers.start({ registered: await key.registered() });
    let asked = 0;
    await using sandbox = await fhirSandbox({ requireToken: async () => (asked++, false) });
    const cache = tokens({ fhirServer: sandbox.baseUrl, tokenEndpoint: auth.tokenEndpoint });
    const client = new FhirClient({
      baseUrl: sandbox.baseUrl,
      accessToken: () => cache.token(),
      tokenRefused: (token) => cache.refused(token),
    });
    expect((await codedFailure(client.read('Patient/p1'))).code).toBe('fhir/unauthorized');
    expect(asked).toBe(2);
  });

  test('that says nothing of SMART', async () => {
    await using sandbox = await fhirSandbox();
    const error = await codedFailure(tokens({ fhirServer: sandbox.baseUrl }).token());
    expect([error.code, error.detail]).toEqual(['smart/discovery', 'HTTP 404']);
  });

  test.each([
    ['no token endpoint', {}, 'no token_endpoint'],
    [
      'no asymmetric clients',
      { token_endpoint_auth_methods_supported: ['client_secret_basic'] },
      'it does not offer private_key_jwt',
    ],
    [
      'no backend clients',
      { grant_types_supported: ['authorization_code'] },
      'it does not offer client_credentials',
    ],
    [
      'not our kind of key',
      { token_endpoint_auth_signing_alg_values_supported: ['RS384'] },
      'it does not take ES384',
    ],
  ])('that offers %s', async (what, changes, detail) => {
    const endpoint = what === 'no token endpoint' ? {} : { token_endpoint: `${NOBODY}/token` };
    await using sandbox = await fhirSandbox({ smartConfiguration: { ...endpoint, ...changes } });
    const error = await codedFailure(tokens({ fhirServer: sandbox.baseUrl }).token());
    expect([error.code, error.detail]).toEqual(['smart/discovery', detail]);
  });

  test('that is away when asked where tokens are', async () => {
    expect((await codedFailure(tokens({}).token())).code).toBe('fhir/unavailable');
  });

  test.each([
    [['permission-v2'], ALL_SCOPES],
    [
      [],
      ['Device', 'Observation', 'Provenance'].flatMap((type) => [
        `system/${type}.read`,
        `system/${type}.write`,
      ]),
    ],
  ])('with the capabilities %j is asked for scopes that it understands', async (capabilities, scopes) => {
    await using auth = await servers.start({ registered: await key.registered(), scopes });
    const smartConfiguration = { ...auth.smartConfiguration, capabilities };
    await using sandbox = await fhirSandbox({ smartConfiguration });
    const token = await tokens({ fhirServer: sandbox.baseUrl }).token();
    expect(await auth.scopesOf(token)).toEqual(scopes);
  });
});

function json(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

describe('an authorization server that is not what it should be', () => {
  const token = { access_token: 'secret-token', token_type: 'Bearer', expires_in: 300 };

  test.each<[string, RequestListener, string]>([
    ['gives no token', json(200, {}), 'smart/invalid'],
    ['gives a token that is no bearer token', json(200, { ...token, token_type: 'mac' }), 'smart/invalid'],
    [
      'gives a token that no header can carry',
      json(200, { ...token, access_token: 'a\r\nb' }),
      'smart/invalid',
    ],
    ['speaks HTML', (_request, response) => response.end('<html>'), 'smart/invalid'],
    ['is elsewhere', json(307, {}, { location: `${NOBODY}/token` }), 'smart/invalid'],
    ['is another one', json(404, {}), 'smart/invalid'],
    ['is overloaded', json(503, {}), 'smart/unavailable'],
    ['is behind a slow gateway', json(504, {}), 'smart/timeout'],
    ['says in its own words what it refuses', json(400, { error: 'Nováková' }), 'smart/invalid'],
  ])('as it %s', async (_what, answer, code) => {
    await using server = await moodyServer(answer);
    const error = await codedFailure(tokens({ tokenEndpoint: `${server.url}/token` }).token());
    expect(error.code).toBe(code);
    expect(JSON.stringify([error.message, logFields(error)])).not.toMatch(/secret-token|eyJ|Nov/);
  });

  test('as it never answers', async () => {
    await using server = await moodyServer(json(200, token), 'hangs');
    const error = await codedFailure(
      tokens({ tokenEndpoint: `${server.url}/token`, timeoutMs: 300 }).token(),
    );
    expect(error.code).toBe('smart/timeout');
  });

  test('for a moment: it is asked again, with another assertion', async () => {
    const assertions: (string | null)[] = [];
    await using server = await moodyServer((request, response) => {
      void text(request).then((form) => {
        assertions.push(new URLSearchParams(form).get('client_assertion'));
        const isFirst = assertions.length === 1;
        response.writeHead(isFirst ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(token));
      });
    });
    // Without a word about scopes it grants what was asked for (RFC 6749, 5.1).
    expect(await tokens({ tokenEndpoint: `${server.url}/token` }).token()).toBe('secret-token');
    expect(new Set(assertions).size).toBe(2);
  });

  test('again and again, is left alone', async () => {
    await using server = await moodyServer(json(200, token), 'busy');
    const cache = tokens({ tokenEndpoint: `${server.url}/token` });
    expect((await codedFailure(cache.token())).code).toBe('smart/unavailable');
    expect((await codedFailure(cache.token())).code).toBe('smart/paused');
  });
});
