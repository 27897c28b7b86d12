import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { fromPglite, type ConstructorOptions } from 'pg-boss';
import { CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { asStoreError } from './connection-lost.ts';
import { lockFolder } from './lock-folder.ts';
import { migrations } from './migrations/index.ts';
import { StoreDialect } from './postgres-dialect.ts';
import type { Schema } from './schema.ts';

/** `memory` is for tests and the demo; `folder` is one process only and not safe against power loss. */
export type StorageOptions =
  | { readonly kind: 'postgres'; readonly connectionString: string }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'memory' };

export interface Database {
  readonly sql: Kysely<Schema>;
  /** How pg-boss reaches the same database. */
  readonly bossOptions: ConstructorOptions;
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date. Whatever is asked of it raises `store/unavailable` while the
 * database is away; senders, hooks and jobs try again.
 *
 * @throws CodedError `store/unavailable`
 */
export async function openDatabase(storage: StorageOptions, logger: Logger): Promise<Database> {
  try {
    const database =
      storage.kind === 'postgres'
        ? openPostgres(storage.connectionString, logger)
        : await openPglite(storage);
    await migrate(database.sql);
    return database;
  } catch (cause) {
    throw cause instanceof CodedError ? cause : new CodedError('store/unavailable', undefined, { cause });
  }
}

function openPostgres(connectionString: string, logger: Logger): Database {
  const pool = new Pool({ connectionString, connectionTimeoutMillis: 5_000, statement_timeout: 30_000 });
  // An idle connection that the server drops is replaced by the pool; unheard, it would end the process.
  pool.on('error', (error) => logger.warn(logFields(asStoreError(error)), 'a database connection was lost'));
  // One that is lost between two statements of a transaction tells only its own listeners; the next statement fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  const tables = new Kysely<Schema>({ dialect: new StoreDialect(pool) });
  return { sql: tables, bossOptions: { connectionString }, close: () => tables.destroy() };
}

async function openPglite(
  storage: { kind: 'folder'; folder: string } | { kind: 'memory' },
): Promise<Database> {
  const release = storage.kind === 'folder' ? await prepareFolder(storage.folder) : async () => {};
  const opening = PGlite.create(storage.kind === 'folder' ? storage.folder : 'memory://');
  const pglite = await opening.catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const tables = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  return {
    sql: tables,
    bossOptions: { db: fromPglite(pglite), backend: 'pglite' },
    close: async () => {
      await tables.destroy();
      await release();
    },
  };
}

async function prepareFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return lockFolder(folder);
}

/** Whether the tables are those of this version, or some are missing, or somebody's newer version has more. */
export async function migrationStanding(database: Kysely<Schema>): Promise<'ok' | 'behind' | 'ahead'> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  const done = new Set(rows.map(({ name }) => name));
  if (Object.keys(migrations).some((name) => !done.has(name))) return 'behind';
  return done.size > Object.keys(migrations).length ? 'ahead' : 'ok';
}

async function migrate(database: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof CodedError) throw error;
  if (error)
    throw new CodedError('store/unavailable', 'the tables could not be brought up to date', { cause: error });
}
