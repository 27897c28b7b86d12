import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What a review is about stands beside the measurement: to read it of the measurement itself takes a millisecond each, and a
 * worklist asks for thousands. Generated columns, so that nobody who writes a measurement can forget them.
 */
async function up(database: Kysely<unknown>): Promise<void> {
  // A conversion of text is only stable in general; to UTF-8, which every database of ours is in, it never changes.
  await sql`
    create function result_digest(measurement jsonb) returns text language sql immutable parallel safe as
    $$ select encode(sha256(convert_to((measurement - 'timings')::text, 'UTF8')), 'hex') $$
  `.execute(database);
  await sql`
    alter table measurement
      add column result_sha256 text generated always as (result_digest(measurement)) stored,
      add column reference_sha256 text generated always as (measurement #>> '{mscore,referenceSha256}') stored,
      add column roi_source text generated always as (measurement ->> 'roiSource') stored
  `.execute(database);

  // An open worklist asks every few seconds whether anything is new.
  await database.schema
    .createIndex('measurement_by_change')
    .on('measurement')
    .columns(['issuer', 'updated_at'])
    .execute();
  await sql`
    create index card_on_measurement_by_time on decision (issuer, decided_at)
    where measurement_id is not null and shown <> 'nothing'
  `.execute(database);
  await database.schema
    .createIndex('feedback_by_time')
    .on('feedback')
    .columns(['issuer', 'received_at'])
    .execute();
}

export const reviewedResults: Migration = { up };
