import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('review_session')
    .addColumn('secret_sha256', 'text', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('roles', 'jsonb', (column) => column.notNull())
    .addColumn('clients', 'jsonb', (column) => column.notNull())
    .addColumn('launch_fhir_server', 'text')
    .addColumn('launch_patient_id', 'text')
    .addColumn('seen_at', 'timestamptz', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .execute();

  await database.schema
    .createTable('review')
    .addColumn('number', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('measurement_id', 'uuid', (column) => column.notNull())
    .addColumn('result_sha256', 'text', (column) => column.notNull())
    .addColumn('reference_sha256', 'text')
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('rois', 'jsonb')
    .addColumn('reviewer_issuer', 'text', (column) => column.notNull())
    .addColumn('reviewer_subject', 'text', (column) => column.notNull())
    .addColumn('reviewer_name', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await database.schema
    .createIndex('review_by_measurement')
    .on('review')
    .columns(['measurement_id', 'number'])
    .execute();
  // Who decided what must never be in doubt; the function is that of the references.
  await sql`
    create trigger never_changed before update or delete on review
    for each row execute function refuse_change()
  `.execute(database);

  await database.schema
    .createTable('review_claim')
    .addColumn('measurement_id', 'uuid', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('reviewer_issuer', 'text', (column) => column.notNull())
    .addColumn('reviewer_subject', 'text', (column) => column.notNull())
    .addColumn('reviewer_name', 'text', (column) => column.notNull())
    .addColumn('claimed_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();

  await database.schema
    .createIndex('decision_by_measurement')
    .on('decision')
    .columns(['measurement_id', 'decided_at'])
    .execute();
  // The worklist looks for the newest of a client.
  await database.schema
    .createIndex('measurement_by_time')
    .on('measurement')
    .columns(['issuer', 'fhir_server', 'created_at'])
    .execute();
}

export const review: Migration = { up };
