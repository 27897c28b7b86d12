import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** `jti`s of client tokens, shared by every process on this database (CDS Hooks 2.0.1, S7: replay). */
export class UsedTokens {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Remembers the token; true when it was used before and has not expired since. */
  async seen(issuer: string, jti: string, expiresAt: Date): Promise<boolean> {
    await this.#database.deleteFrom('used_token').where('expires_at', '<', new Date()).execute();
    const inserted = await this.#database
      .insertInto('used_token')
      .values({ issuer, jti, expires_at: expiresAt })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 0n;
  }
}
