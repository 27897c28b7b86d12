import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('event')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.generatedAlwaysAsIdentity().notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('event', 'jsonb', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  // The last one about the same thing is looked for at every event.
  await database.schema
    .createIndex('event_by_subject')
    .on('event')
    .columns(['issuer', 'fhir_server', 'subject', 'number'])
    .execute();
  // What is past its time is looked for by time alone.
  await database.schema.createIndex('event_by_time').on('event').column('received_at').execute();

  await database.schema
    .createTable('subscription_count')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('subscription', 'text', (column) => column.notNull())
    .addColumn('counted', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('subscription_count_once', ['issuer', 'fhir_server', 'subscription'])
    .execute();

  await database.schema
    .createTable('record_seen')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('criterion', 'text', (column) => column.notNull())
    .addColumn('until', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('record_seen_once', ['issuer', 'fhir_server', 'criterion'])
    .execute();

  await database.schema
    .createTable('withdrawal')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('patient_id', 'text', (column) => column.notNull())
    .addColumn('study_instance_uid', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('withdrawn_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('withdrawal_once', [
      'issuer',
      'fhir_server',
      'patient_id',
      'study_instance_uid',
      'source',
    ])
    .execute();
}

export const events: Migration = { up };
