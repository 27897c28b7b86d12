import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('expected_study')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('patient_id', 'text', (column) => column.notNull())
    .addColumn('identifier_value', 'text', (column) => column.notNull())
    .addColumn('identifier_system', 'text', (column) => column.notNull())
    .addColumn('expected_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('expected_study_once', [
      'issuer',
      'fhir_server',
      'patient_id',
      'identifier_value',
      'identifier_system',
    ])
    .execute();
  // What is past its time is looked for by time alone.
  await database.schema
    .createIndex('expected_study_by_time')
    .on('expected_study')
    .column('expected_at')
    .execute();
}

export const expectedStudies: Migration = { up };
