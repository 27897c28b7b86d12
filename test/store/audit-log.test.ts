import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { verifyChain } from '../../src/audit/chain.ts';
import type { AuditEvent } from '../../src/audit/entry.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { NORTH } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';

const INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';
let database: Database;
let audit: AuditLog;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  audit = await AuditLog.open(database.sql, logLines().logger);
});
afterAll(() => database.close());

const decided = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  who: { kind: 'client', name: NORTH.issuer },
  action: 'decided',
  outcome: 'refer',
  client: NORTH,
  patientId: 'p1',
  hookInstance: INSTANCE,
  ...changes,
});

async function entries(): Promise<unknown[]> {
  return (await Array.fromAsync(audit.rows())).map(({ entry }) => entry);
}

describe('what is noted', () => {
  test('is kept with digests in place of what names a patient', async () => {
    audit.note(decided({ studyInstanceUid: '1.2.3', card: INSTANCE }));
    await audit.settled();
    const kept = (await entries()).at(-1);
    expect(kept).toEqual({
      at: expect.stringMatching(/Z$/),
      who: { kind: 'client', name: NORTH.issuer },
      action: 'decided',
      outcome: 'refer',
      client: NORTH,
      patient: expect.stringMatching(/^[0-9a-f]{64}$/),
      study: expect.stringMatching(/^[0-9a-f]{64}$/),
      hookInstance: INSTANCE,
      card: INSTANCE,
    });
  });

  test('has one digest for a patient, and another for the one of that id elsewhere', async () => {
    const south = { issuer: 'https://south.example.org', fhirServer: 'https://south.example.org/fhir' };
    for (const client of [NORTH, NORTH, south]) audit.note(decided({ client }));
    await audit.settled();
    const patients = (await entries()).slice(-3).map((entry) => Object(entry).patient);
    expect(patients[0]).toBe(patients[1]);
    expect(patients[2]).not.toBe(patients[0]);
  });

  test('keeps no words of a client where a UUID belongs', async () => {
    audit.note(decided({ hookInstance: 'Mrs Novak', card: 'Mrs Novak' }));
    await audit.settled();
    expect(JSON.stringify((await entries()).at(-1))).not.toContain('Novak');
  });

  test('is cut and cleaned rather than lost', async () => {
    audit.note(decided({ who: { kind: 'person', name: `\0${'x'.repeat(1000)}\uD800` } }));
    await audit.settled();
    expect((await entries()).at(-1)).toMatchObject({ who: { name: `\uFFFD${'x'.repeat(499)}` } });
    expect(await verifyChain(audit.rows())).toMatchObject({ whole: true });
  });
});

describe('what belongs to a transaction', () => {
  test('is kept with it', async () => {
    await database.sql.transaction().execute((transaction) => audit.append(transaction, decided()));
    expect((await entries()).at(-1)).toMatchObject({ action: 'decided' });
  });

  test('and not without it', async () => {
    const before = (await entries()).length;
    const failing = database.sql.transaction().execute(async (transaction) => {
      await audit.append(transaction, decided());
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else');
    expect(await entries()).toHaveLength(before);
  });
});

test('more entries than fit into one page or one insert stay in order', async () => {
  for (let i = 0; i < 1_203; i += 1) audit.note(decided());
  await audit.settled();
  expect(await verifyChain(audit.rows())).toMatchObject({ whole: true });
});

test.each([
  ['an entry', sql`update audit_entry set entry = '{}'`],
  ['the time of an entry', sql`update audit_entry set at = now()`],
  ['the number of entries', sql`delete from audit_entry`],
  ['all at once', sql`truncate audit_entry`],
  ['the key of the digests', sql`update audit_key set key = 'mine'`],
])('the database itself refuses to change %s', async (_what, statement) => {
  audit.note(decided());
  await audit.settled();
  await expect(statement.execute(database.sql)).rejects.toThrow('never changed');
});

test('whoever gets round that is found out', async () => {
  audit.note(decided());
  audit.note(decided());
  await audit.settled();
  const { number } = (await Array.fromAsync(audit.rows())).at(-2) ?? { number: 0 };
  await sql`set session_replication_role = replica`.execute(database.sql);
  await sql`update audit_entry set at = at + interval '1 day' where number = ${number}`.execute(database.sql);
  await sql`set session_replication_role = origin`.execute(database.sql);
  expect(await verifyChain(audit.rows())).toEqual({ whole: false, broken: { number, why: 'changed' } });
});

test('what the database does not take stands in the log, without digests being undone', async () => {
  const closed = await openDatabase({ kind: 'memory' }, logLines().logger);
  const { logger, lines } = logLines();
  const without = await AuditLog.open(closed.sql, logger);
  await closed.close();
  without.note(decided());
  await without.settled();
  expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { entry: { action: 'decided' } } });
  expect(JSON.stringify(lines)).not.toContain('"p1"');
});
