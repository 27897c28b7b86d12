import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createApp } from '../src/app.ts';
import { openClients } from '../src/cds-hooks/client-authentication.ts';
import type { HealthOptions, Standing } from '../src/health.ts';
import { countOnPatientView, fakeFhir } from './cds-hooks/support/fake-service.ts';
import { feedbackInMemory } from './cds-hooks/support/start-service.ts';
import { logLines } from './support/log-lines.ts';

const OK: Standing = { state: 'ok', ready: true };

/** The whole application on a loopback port, until disposed of. */
async function startApp(health: Partial<HealthOptions> = {}) {
  const { logger, lines } = logLines();
  const app = createApp({
    health: { checks: { database: () => OK }, ...health },
    logger,
    cdsHooks: {
      services: [countOnPatientView()],
      publicUrl: 'https://mscore.example.org',
      authenticate: openClients(),
      fhirReaderFor: () => fakeFhir({}).reader,
      feedback: feedbackInMemory().store,
      deadlineMs: 5_000,
      failOpen: true,
      logger,
    },
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    lines,
    get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readyz(health?: Partial<HealthOptions>) {
  await using app = await startApp(health);
  const response = await app.get('/readyz');
  return [response.status, await response.json()];
}

const away = { checks: { database: () => Promise.reject(new Error('ECONNREFUSED 10.1.2.3:5432')) } };

describe('health', () => {
  test('/healthz says that the process answers, even while the database is away', async () => {
    await using app = await startApp(away);
    const response = await app.get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  test('/readyz says that it can work, and what it looked at', async () => {
    expect(await readyz()).toEqual([200, { status: 'ready', checks: { database: 'ok' } }]);
  });

  test('/readyz names the kinds of servers that are left alone, and stays ready', async () => {
    expect(await readyz({ pausedPeers: () => ['fhir', 'pacs'] })).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok' }, paused: ['fhir', 'pacs'] },
    ]);
  });

  test('/readyz says 503 while the database is away, and not where it is', async () => {
    expect(await readyz(away)).toEqual([503, { status: 'not ready', checks: { database: 'down' } }]);
  });

  test('/readyz says 503 while any of what matters cannot work', async () => {
    const checks = { database: () => OK, queue: () => ({ state: 'not polling', ready: false }) };
    expect(await readyz({ checks })).toEqual([
      503,
      { status: 'not ready', checks: { database: 'ok', queue: 'not polling' } },
    ]);
  });

  test('/readyz tells what does not matter, and stays ready', async () => {
    const checks = { model: () => ({ state: 'missing', ready: true }) };
    expect(await readyz({ checks })).toEqual([200, { status: 'ready', checks: { model: 'missing' } }]);
  });

  test('/readyz says 503 while the service stops', async () => {
    expect(await readyz({ stopping: () => true })).toEqual([
      503,
      { status: 'stopping', checks: { database: 'ok' } },
    ]);
  });
});

test('the CDS services are there', async () => {
  await using app = await startApp();
  const response = await app.get('/cds-services');
  expect([response.status, await response.json()]).toMatchObject([200, { services: [{ id: 'count' }] }]);
});

test.each([
  '/',
  '/admin',
  '/events/typo',
  '/cds-services/count/other',
  '/healthz/x',
  '/..%2f..%2fetc%2fpasswd',
  '/Patient?identifier=560307',
])('%s is no address of ours: 404 as an OperationOutcome that quotes nothing', async (path) => {
  await using app = await startApp();
  const response = await app.get(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    404,
    expect.stringContaining('application/fhir+json'),
  ]);
  expect(await response.json()).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'not-found',
        details: {
          coding: [{ system: 'urn:mscore:errors', code: 'request/unknown-address' }],
          text: 'The service has no such address.',
        },
        diagnostics: expect.any(String),
      },
    ],
  });
  expect(app.lines).toEqual([
    {
      level: 'info',
      message: 'request refused',
      fields: { code: 'request/unknown-address', message: 'The service has no such address.' },
    },
  ]);
});

test.each(['/healthz', '/cds-services', '/nowhere'])('%s comes with security headers', async (path) => {
  await using app = await startApp();
  const { headers } = await app.get(path);
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);
  expect(headers.get('content-security-policy')).toContain('default-src');
});
