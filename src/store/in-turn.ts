import { sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Until the transaction ends, nobody else does the same for this name. */
export async function inTurn(transaction: Transaction<Schema>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
}
