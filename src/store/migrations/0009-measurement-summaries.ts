import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What hooks read of a measurement stands beside it: the outlines, nine tenths of it, stay where they are. */
async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('measurement').addColumn('summary', 'jsonb').execute();
  // Members that a summary does not have are left behind when it is read.
  await sql`update measurement set summary =
    (measurement - 'others' - 'noise' - 'timings') || jsonb_build_object(
      'series', jsonb_build_object('chosen', measurement -> 'series' -> 'chosen'),
      'levels', (select coalesce(jsonb_agg(jsonb_build_object('level', one -> 'level', 'snr', one -> 'snr')), '[]')
        from jsonb_array_elements(measurement -> 'levels') as one))`.execute(database);
  await database.schema
    .alterTable('measurement')
    .alterColumn('summary', (column) => column.setNotNull())
    .execute();
}

export const measurementSummaries: Migration = { up };
