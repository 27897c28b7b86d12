import { pino } from 'pino';
import { readConfig, type Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { openDatabase, type Database, type StorageOptions } from '../store/database.ts';

/** Where the service of this configuration keeps its rows. */
export function storageOf({ databaseUrl, dataFolder }: Config): StorageOptions {
  if (databaseUrl !== undefined) return { kind: 'postgres', connectionString: databaseUrl };
  return { kind: 'folder', folder: dataFolder };
}

/** What a configuration file is when nobody names one: the same for the service and for who looks into its store. */
export function configFile(): string {
  return process.env['MSCORE_CONFIG'] ?? 'mscore.json';
}

/**
 * The store of the service that a configuration file describes.
 *
 * @throws CodedError `config/invalid`, `store/unavailable`, also while a running service has the embedded database
 */
export async function openStore(config: string): Promise<Database> {
  return openDatabase(storageOf(await readConfig(config, process.env)), commandLogger());
}

/** Rows are what commands are asked for; of the store itself only what goes wrong is of interest, on stderr. */
export function commandLogger(): Logger {
  return pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
}
