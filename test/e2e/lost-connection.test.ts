import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { logLines } from '../support/log-lines.ts';
import { startPostgres } from './peers/postgres.ts';

const stack = new AsyncDisposableStack();
let database: Database;

beforeAll(async () => {
  const postgres = await startPostgres(8158);
  stack.defer(() => postgres.close());
  const { connectionString } = postgres;
  database = await openDatabase({ kind: 'postgres', connectionString }, logLines().logger);
  stack.defer(() => database.close());
}, 60_000);
afterAll(() => stack.disposeAsync());

test('a connection that is lost within a transaction fails the transaction, not the process', async () => {
  const broken = database.sql.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.sql);
    // Nothing is being asked when the server hangs up.
    while ((await backends(rows[0]?.pid)) > 0);
    await sql`select 1`.execute(transaction);
  });
  await expect(broken).rejects.toMatchObject({ code: 'store/unavailable' });
  expect((await sql`select 1`.execute(database.sql)).rows).toHaveLength(1);
});

async function backends(pid: number | undefined): Promise<number> {
  const { rows } = await sql`select pid from pg_stat_activity where pid = ${pid}`.execute(database.sql);
  return rows.length;
}
