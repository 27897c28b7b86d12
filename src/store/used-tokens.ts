import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

const CLEAR_EVERY_MS = 60_000;

/** `jti`s of client tokens, shared by every process on this database (CDS Hooks 2.0.1, S7: replay). */
export class UsedTokens {
  readonly #database: Kysely<Schema>;
  #cleared = 0;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Remembers the token; true when it was used before and has not expired since. */
  async seen(issuer: string, jti: string, expiresAt: Date): Promise<boolean> {
    await this.#clear();
    const inserted = await this.#database
      .insertInto('used_token')
      .values({ issuer, jti, expires_at: expiresAt })
      .onConflict((conflict) =>
        conflict
          .columns(['issuer', 'jti'])
          .doUpdateSet({ expires_at: expiresAt })
          .where('used_token.expires_at', '<', new Date()),
      )
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 0n;
  }

  /** Expired tokens are refused for that; they only take room. */
  async #clear(): Promise<void> {
    const now = Date.now();
    if (now - this.#cleared < CLEAR_EVERY_MS) return;
    this.#cleared = now;
    await this.#database.deleteFrom('used_token').where('expires_at', '<', new Date(now)).execute();
  }
}
