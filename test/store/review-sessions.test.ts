import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ReviewSessions } from '../../src/store/review-sessions.ts';
import { logLines } from '../support/log-lines.ts';

const EVA = {
  issuer: 'https://idp.example.org',
  subject: 'eva',
  name: 'Eva',
  roles: ['reviewer' as const],
  clients: ['https://north.example.org'],
};
const LAUNCHED = { ...EVA, launch: { fhirServer: 'https://north.example.org/fhir', patientId: 'p1' } };
const MINUTE = 60_000;
let database: Database;
let now = Date.parse('2026-11-20T08:00:00Z');
let sessions: ReviewSessions;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  const limits = { sessionHours: 2, idleMinutes: 30, now: () => new Date(now) };
  sessions = new ReviewSessions(database.sql, limits);
});
afterAll(() => database.close());

const later = (minutes: number) => (now += minutes * MINUTE);

test('a session is who signed in, and which patient was open', async () => {
  const [plain, launched] = [await sessions.open(EVA), await sessions.open(LAUNCHED)];
  expect(await sessions.find(plain)).toEqual({ ...EVA, launch: undefined });
  expect(await sessions.find(launched)).toEqual(LAUNCHED);
  expect(await sessions.find('another secret')).toBeUndefined();
});

test('the ID token that it was begun with comes back at its end alone; no row holds it', async () => {
  const secret = await sessions.open(EVA, 'ey.id.token');
  const rows = await database.sql.selectFrom('review_session').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('ey.id.token');
  expect(await sessions.find(secret)).not.toHaveProperty('idToken');
  expect(await sessions.close(secret)).toEqual({
    issuer: EVA.issuer,
    launched: false,
    idToken: 'ey.id.token',
  });
  expect(await sessions.close(secret)).toBeUndefined();
  expect(await sessions.close(await sessions.open(LAUNCHED))).toMatchObject({
    launched: true,
    idToken: undefined,
  });
});

test('it ends after so long without a request, and requests make that begin anew', async () => {
  const secret = await sessions.open(EVA);
  later(20);
  expect(await sessions.find(secret)).toBeDefined();
  later(20);
  expect(await sessions.find(secret)).toBeDefined();
  later(31);
  expect(await sessions.find(secret)).toBeUndefined();
});

test('a page that follows the list by itself does not keep it alive', async () => {
  const secret = await sessions.open(EVA);
  later(20);
  expect(await sessions.find(secret, false)).toBeDefined();
  later(20);
  expect(await sessions.find(secret, false)).toBeUndefined();
});

test('it ends after so many hours, whatever anybody does, and leaves no row', async () => {
  const secret = await sessions.open(EVA);
  for (let quarter = 0; quarter < 7; quarter += 1) {
    later(15);
    expect(await sessions.find(secret)).toBeDefined();
  }
  later(16);
  expect(await sessions.find(secret)).toBeUndefined();
  const fresh = await sessions.open(EVA);
  expect(await database.sql.selectFrom('review_session').selectAll().execute()).toHaveLength(1);
  await sessions.close(fresh);
  expect(await sessions.find(fresh)).toBeUndefined();
});
