import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('archive_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('from_day', 'text', (column) => column.notNull())
    .addColumn('to_day', 'text', (column) => column.notNull())
    .addColumn('listed_until', 'text')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('finished_at', 'timestamptz')
    .execute();
  await database.schema
    .createTable('archive_study')
    .addColumn('run_id', 'uuid', (column) =>
      column.notNull().references('archive_run.id').onDelete('cascade'),
    )
    .addColumn('study_instance_uid', 'text', (column) => column.notNull())
    .addColumn('study_day', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('codes', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'`))
    .addColumn('flagged', 'boolean', (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint('archive_study_once', ['run_id', 'study_instance_uid'])
    .execute();
  // Those that are left are asked for again and again.
  await sql`create index archive_study_left on archive_study (run_id, study_day, study_instance_uid)
    where outcome is null`.execute(database);
}

export const archiveRuns: Migration = { up };
