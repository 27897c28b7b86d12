import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the identity provider wants to see again at sign-out, sealed by the secret of the session's cookie. */
async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('review_session').addColumn('sealed_id_token', 'text').execute();
}

export const idTokens: Migration = { up };
