import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('audit_entry')
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addColumn('entry', 'jsonb', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('audit_entry_by_time').on('audit_entry').column('at').execute();

  await database.schema
    .createTable('audit_key')
    .addColumn('key', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into audit_key (key) values (${randomBytes(32).toString('hex')})`.execute(database);

  for (const table of ['audit_entry', 'audit_key']) {
    await sql`
      create trigger never_changed before update or delete on ${sql.table(table)}
      for each row execute function refuse_change()
    `.execute(database);
    await sql`
      create trigger never_emptied before truncate on ${sql.table(table)}
      for each statement execute function refuse_change()
    `.execute(database);
  }
}

export const audit: Migration = { up };
