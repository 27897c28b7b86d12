import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('decision')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('service_id', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('hook_instance', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('failure', 'text')
    .addColumn('kind', 'text')
    .addColumn('reasons', 'jsonb')
    .addColumn('shown', 'text', (column) => column.notNull())
    .addColumn('card_uuid', 'text')
    .addColumn('facts', 'jsonb')
    .addColumn('policy', 'jsonb')
    .addColumn('image', 'text')
    .addColumn('measurement_id', 'uuid')
    .execute();
  await database.schema
    .createIndex('decision_by_instance')
    .on('decision')
    .columns(['hook_instance', 'decided_at'])
    .execute();
  // What is past its time is looked for by time alone.
  await database.schema.createIndex('decision_by_time').on('decision').column('decided_at').execute();
}

export const decisions: Migration = { up };
