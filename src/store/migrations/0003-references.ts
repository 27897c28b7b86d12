import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('reference')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('cohort', 'text', (column) => column.notNull())
    .addColumn('content', 'jsonb', (column) => column.notNull())
    .addColumn('added_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('added_by', 'text')
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('reference_once', ['id', 'version'])
    .execute();

  await database.schema
    .createTable('reference_event')
    .addColumn('number', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('reference_id', 'text', (column) => column.notNull())
    .addColumn('reference_version', 'integer', (column) => column.notNull())
    .addColumn('cohort', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('since', 'text')
    .addColumn('after_exam', 'bigint', (column) => column.notNull())
    .addColumn('happened_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('decided_by', 'text')
    .addForeignKeyConstraint('event_of_reference', ['reference_id', 'reference_version'], 'reference', [
      'id',
      'version',
    ])
    .execute();
  await database.schema
    .createIndex('reference_retired_once')
    .unique()
    .on('reference_event')
    .columns(['reference_id', 'reference_version'])
    .where(sql.ref('kind'), '=', sql.lit('retired'))
    .execute();

  await database.schema
    .createTable('watched_exam')
    .addColumn('number', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('cohort', 'text', (column) => column.notNull())
    .addColumn('exam', 'text', (column) => column.notNull())
    .addColumn('entry', 'jsonb', (column) => column.notNull())
    .addColumn('recorded_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('watched_exam_once', ['cohort', 'exam'])
    .execute();

  // Which numbers a cohort stood for must never be in doubt, whoever writes to the database.
  await sql`
    create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'rows of % are never changed', tg_table_name; end $$
  `.execute(database);
  for (const table of ['reference', 'reference_event']) {
    await sql`
      create trigger never_changed before update or delete on ${sql.table(table)}
      for each row execute function refuse_change()
    `.execute(database);
  }
}

export const references: Migration = { up };
