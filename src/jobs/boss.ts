import { PgBoss, type ConstructorOptions } from 'pg-boss';
import { z } from 'zod';
import { asStoreError, coded } from '../store/connection-lost.ts';

/**
 * pg-boss on the service's database. It has a pool of its own there, and what goes wrong with that is called what it is
 * in the store: `store/unavailable`.
 *
 * @param answered is told each time that the database has answered
 */
export function bossOn(options: ConstructorOptions, answered: () => void = () => {}): PgBoss {
  const boss = new PgBoss(options);
  // A database that was handed in is in this process: there is no connection to lose.
  if (options.db) return boss;
  const pool = boss.getDb();
  const ask = coded(pool.executeSql.bind(pool));
  pool.executeSql = async (...asked) => {
    const answer = await ask(...asked);
    answered();
    return answer;
  };
  return boss;
}

const codeSchema = z.object({ code: z.string() });

/** What the log says of an error of pg-boss, or of the copy of one that it tells of. */
export function bossFields(error: Error): { readonly code: string | undefined; readonly error: string } {
  return { code: codeSchema.safeParse(asStoreError(error)).data?.code, error: error.message };
}
