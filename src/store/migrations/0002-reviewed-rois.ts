import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('reviewed_roi')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('fhir_server', 'text', (column) => column.notNull())
    .addColumn('study_instance_uid', 'text', (column) => column.notNull())
    .addColumn('rois', 'jsonb', (column) => column.notNull())
    .addColumn('saved_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('reviewed_roi_once', ['issuer', 'fhir_server', 'study_instance_uid'])
    .execute();
}

export const reviewedRois: Migration = { up };
