import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { sql } from 'kysely';
import { z } from 'zod';
import { CodedError } from '../../src/errors.ts';
import { checkEventSecrets, type EventClient, eventClients } from '../../src/events/event-clients.ts';
import { Intake } from '../../src/events/intake.ts';
import { eventsRouter } from '../../src/events/router.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import type { Database } from '../../src/store/database.ts';
import { Events } from '../../src/store/events.ts';
import { RecordSeen } from '../../src/store/record-seen.ts';
import { storeAndQueue } from './store-and-queue.ts';
import { jobRows } from '../jobs/support.ts';
import { codedFailure } from '../support/coded-failure.ts';
import { logLines } from '../support/log-lines.ts';
import { notification, statusOf } from './notifications.ts';

const NORTH_SECRET = 'north-secret-of-24-characters';
const SOUTH_SECRET = 'south-secret-of-24-characters';
const LIMIT_BYTES = 20_000;
const stack = new AsyncDisposableStack();
const log = logLines();
let database: Database;
let queue: JobQueue;
let url: string;
/** What enqueueing fails with, where it does. */
let outage: Error | undefined;

const north = clientOf('north', async () => NORTH_SECRET);
const south = clientOf('south', async () => SOUTH_SECRET);
const slow = {
  ...clientOf('slow', async () => 'slow-secret-of-24-characters!'),
  settings: { requestsPerMinute: 1 },
};

function clientOf(name: string, secret: () => Promise<string>): EventClient {
  const issuer = `https://${name}.example.org`;
  return {
    issuer,
    fhirServer: `${issuer}/fhir`,
    criteria: [],
    settings: { requestsPerMinute: 10_000 },
    secret,
  };
}

beforeAll(async () => {
  ({ database, queue } = await storeAndQueue(log.logger, stack));
  const intake = new Intake({
    database: database.sql,
    queue: {
      readEvent: async (...sent) => {
        await queue.readEvent(...sent);
        if (outage) throw outage;
      },
      readChanges: (...sent) => queue.readChanges(...sent),
    },
    events: new Events(database.sql),
    seen: new RecordSeen(database.sql),
    logger: log.logger,
  });
  const authenticate = eventClients([north, south, slow]);
  const app = express();
  app.use(eventsRouter({ authenticate, intake, bodyLimitBytes: LIMIT_BYTES, logger: log.logger }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  stack.defer(() => server.closeAllConnections());
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
}, 60_000);
afterAll(() => stack.disposeAsync());
beforeEach(async () => {
  outage = undefined;
  for (const table of ['event', 'subscription_count', 'pgboss.job'])
    await sql`delete from ${sql.raw(table)}`.execute(database.sql);
});

interface Sent {
  readonly secret?: string | undefined;
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
}

function send(
  path: string,
  { secret = NORTH_SECRET, method = 'POST', type = 'application/json', body }: Sent,
) {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  });
}

const statusOfSent = async (path: string, sent: Sent) => (await send(path, sent)).status;
const json = (body: unknown, changes: Sent = {}): Sent => ({ ...changes, body: JSON.stringify(body) });
const finalReport = { accession: 'ACC1', status: 'final' };
const rows = () => database.sql.selectFrom('event').selectAll().orderBy('number').execute();
const jobs = async () => (await jobRows(database)).map(({ name }) => name);

describe('an event', () => {
  const report = JSON.stringify({ resourceType: 'DiagnosticReport', id: 'r1', meta: { versionId: '1' } });
  const fhir = { type: 'application/fhir+json; charset=utf-8', body: report };

  test.each<[string, string, Sent]>([
    ['of an interface engine', '/events/report', json(finalReport)],
    ['of a PACS', '/events/pacs', json({ studyUid: '1.2.3' })],
    ['of a FHIR server with the resource', '/events/fhir', fhir],
    [
      'of a FHIR server that updates it there',
      '/events/fhir/DiagnosticReport/r1',
      { ...fhir, method: 'PUT' },
    ],
  ])('%s is answered 202, kept and queued', async (_whose, path, sent) => {
    const response = await send(path, sent);
    expect([response.status, await response.text()]).toEqual([202, '']);
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      issuer: north.issuer,
      fhir_server: north.fhirServer,
      state: 'waiting',
      subject: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await jobRows(database)).toMatchObject([{ name: 'read-event', data: { eventId: row?.id } }]);
  });

  test('without a body asks for a search, once while that waits', async () => {
    expect(await statusOfSent('/events/fhir', {})).toBe(202);
    expect(await statusOfSent('/events/fhir', {})).toBe(202);
    expect(await jobs()).toEqual(['read-changes']);
    expect(await rows()).toEqual([]);
  });

  test('about nothing that concerns us is answered 202 and forgotten', async () => {
    expect(await statusOfSent('/events/fhir', json({ resourceType: 'Patient', id: 'p1' }))).toBe(202);
    expect([await rows(), await jobs()]).toEqual([[], []]);
  });

  test('that is repeated is answered 202 and queued once, also at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => statusOfSent('/events/report', json(finalReport))),
    );
    expect(answers).toEqual([202, 202, 202, 202, 202]);
    expect(await jobs()).toEqual(['read-event']);
  });

  test('that says something else about the same study is new, and so is what it said at first', async () => {
    for (const status of ['final', 'entered-in-error', 'final'])
      await send('/events/report', json({ ...finalReport, status }));
    expect(await jobs()).toHaveLength(3);
  });

  test('of another client about the same study is another', async () => {
    await send('/events/report', json(finalReport));
    await send('/events/report', json(finalReport, { secret: SOUTH_SECRET }));
    expect((await rows()).map(({ issuer }) => issuer)).toEqual([north.issuer, south.issuer]);
  });

  test('that cannot be queued is not kept, and taken when it is sent again', async () => {
    outage = new CodedError('store/unavailable');
    const answer = await send('/events/report', json(finalReport));
    expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, 10]);
    expect([await rows(), await jobs()]).toEqual([[], []]);
    outage = undefined;
    expect(await statusOfSent('/events/report', json(finalReport))).toBe(202);
    expect([(await rows()).length, await jobs()]).toEqual([1, ['read-event']]);
  });
});

const tell = (status: Parameters<typeof statusOf>[1]) =>
  statusOfSent('/events/fhir', json(notification(statusOf('Parameters', status))));
const numbered = (number: number) => ({
  type: 'event-notification',
  total: number,
  events: [{ number, focus: `DiagnosticReport/r${number}` }],
});

describe('a topic-based subscription', () => {
  test('is counted: what comes in order asks for no search', async () => {
    expect(await tell({ type: 'handshake', total: 0 })).toBe(202);
    for (const number of [1, 2, 2]) await tell(numbered(number));
    await tell({ type: 'heartbeat', total: 2 });
    expect(await jobs()).toEqual(['read-event', 'read-event']);
  });

  test.each([
    ['an event', numbered(3)],
    ['a heartbeat', { type: 'heartbeat', total: 2 }],
  ])('of which %s shows that one was missed has the record searched, and says so', async (_what, next) => {
    await tell({ type: 'handshake', total: 0 });
    await tell(numbered(1));
    await tell(next);
    expect(await jobs()).toContain('read-changes');
    expect(log.lines.at(-2)).toMatchObject({ level: 'warn', fields: { code: 'event/gap' } });
  });
});

describe('refused with a bare 401', () => {
  test.each([
    ['another secret', 'Bearer another-secret-of-24-chars'],
    ['half of the secret', `Bearer ${NORTH_SECRET.slice(0, 12)}`],
    ['the secret as password', `Basic ${btoa(`north:${NORTH_SECRET}`)}`],
    ['no secret', ''],
  ])('is %s', async (_what, authorization) => {
    const body = JSON.stringify(finalReport);
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(`${url}/events/report`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([401, '']);
    expect(await rows()).toEqual([]);
  });

  test('a client of an empty secret is nobody', async () => {
    const empty = eventClients([clientOf('empty', async () => '')]);
    expect(await codedFailure(empty('Bearer '))).toMatchObject({ code: 'client/unauthorized' });
  });

  test('a secret that has come to be that of two clients', async () => {
    const both = eventClients([north, { ...south, secret: north.secret }]);
    expect(await codedFailure(both(`Bearer ${NORTH_SECRET}`))).toMatchObject({ code: 'client/unauthorized' });
  });
});

describe('a service does not start with', () => {
  test.each([
    ['a secret that can be guessed', [clientOf('north', async () => 'secret')]],
    ['two clients of one secret', [north, { ...south, secret: north.secret }]],
  ])('%s', async (_what, clients) => {
    expect(await codedFailure(checkEventSecrets(clients))).toMatchObject({ code: 'config/invalid' });
  });
});

describe('refused with an OperationOutcome', () => {
  const deep = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`;
  test.each<[string, number, string, Sent]>([
    ['a method that it does not take', 405, 'request/method', { method: 'DELETE' }],
    ['another media type', 415, 'request/media-type', { type: 'text/plain', body: '{}' }],
    ['FHIR where it is not spoken', 415, 'request/media-type', { type: 'application/fhir+json', body: '{}' }],
    ['UTF-16', 415, 'request/media-type', { type: 'application/json; charset=utf-16', body: '{}' }],
    ['no body', 400, 'request/malformed', {}],
    ['no JSON', 400, 'request/malformed', { body: 'accession=ACC1' }],
    ['JSON that is deep', 400, 'request/malformed', { body: deep }],
    [
      'a field named __proto__',
      400,
      'request/malformed',
      { body: '{"__proto__":{},"accession":"A","status":"F"}' },
    ],
    ['a large body', 413, 'request/too-large', { body: JSON.stringify({ a: 'a'.repeat(LIMIT_BYTES) }) }],
    ['nothing that names a study', 400, 'request/malformed', json({ status: 'final' })],
  ])('is %s: %i', async (_what, status, code, sent) => {
    const response = await send('/events/report', sent);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ details: { coding: [{ code }] } }],
    });
  });

  test('is the second of two requests where one a minute is agreed upon', async () => {
    const secret = await slow.secret();
    await send('/events/report', json(finalReport, { secret }));
    const second = await send('/events/report', json(finalReport, { secret }));
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('what was sent is in no log', async () => {
    await send('/events/report', json({ accession: 'TESTOVA*', status: 'TESTOVA' }));
    await send('/events/fhir/DiagnosticReport/TESTOVA', {});
    expect(JSON.stringify(log.lines)).not.toContain('TESTOVA');
  });
});
