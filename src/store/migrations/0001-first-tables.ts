import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('measurement')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('patient_id', 'text', (column) => column.notNull())
    .addColumn('study_instance_uid', 'text', (column) => column.notNull())
    .addColumn('algorithm', 'text', (column) => column.notNull())
    .addColumn('verified', 'boolean', (column) => column.notNull())
    .addColumn('inputs', 'text', (column) => column.notNull())
    .addColumn('retry_after', 'timestamptz')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('measurement', 'jsonb', (column) => column.notNull())
    .addColumn('context', 'jsonb', (column) => column.notNull())
    .addColumn('published', 'text', (column) => column.notNull())
    .addColumn('publication', 'jsonb')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('measurement_once_per_study', [
      'issuer',
      'fhir_server',
      'patient_id',
      'study_instance_uid',
      'algorithm',
      'verified',
    ])
    .execute();

  await database.schema
    .createTable('card')
    .addColumn('uuid', 'text', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('service_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();

  // No foreign key to card: feedback on a card we do not know is kept too (CDS Hooks 2.0.1, Feedback).
  await database.schema
    .createTable('feedback')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('card_uuid', 'text', (column) => column.notNull())
    .addColumn('service_id', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('outcome_timestamp', 'timestamptz', (column) => column.notNull())
    .addColumn('detail', 'jsonb', (column) => column.notNull())
    .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('feedback_once', ['issuer', 'card_uuid', 'outcome', 'outcome_timestamp'])
    .execute();

  await database.schema
    .createTable('used_token')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('jti', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_token_once', ['issuer', 'jti'])
    .execute();
}

export const firstTables: Migration = { up };
