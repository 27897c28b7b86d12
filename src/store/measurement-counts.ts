import { sql, type Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { MeasurementTable, Schema } from './schema.ts';
import { ofClients } from './whose.ts';

export interface MeasurementCounts {
  readonly statuses: readonly { readonly status: MeasurementTable['status']; readonly count: number }[];
  /** Of refused ones, by code; one study may have several. The commonest first. */
  readonly refusals: readonly { readonly code: string; readonly count: number }[];
}

function numbers<Row extends { count: string }>(rows: Row[]) {
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** What became of the studies of these clients, measured from a moment on. */
export async function countMeasurements(
  database: Kysely<Schema>,
  clients: readonly CallingClient[],
  from: Date,
): Promise<MeasurementCounts> {
  if (clients.length === 0) return { statuses: [], refusals: [] };
  const measured = database
    .selectFrom('measurement')
    .where('created_at', '>=', from)
    .where(ofClients(clients));
  const count = sql<string>`count(*)`.as('count');
  const statuses = await measured.select(['status', count]).groupBy('status').orderBy('status').execute();
  const code = sql<string>`jsonb_array_elements(summary -> 'refusals') ->> 'code'`.as('code');
  const refusals = await database
    .selectFrom(measured.where('status', '=', 'refused').select(code).as('refused'))
    .select(['code', count])
    .groupBy('code')
    .orderBy('count', 'desc')
    .orderBy('code')
    .execute();
  return { statuses: numbers(statuses), refusals: numbers(refusals) };
}
