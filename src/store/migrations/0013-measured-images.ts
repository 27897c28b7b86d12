import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which images a study had when it was measured, so that corrected ones are told from the same ones. */
async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('measurement').addColumn('images', 'text').execute();
}

export const measuredImages: Migration = { up };
