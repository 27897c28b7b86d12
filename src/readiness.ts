import { sql } from 'kysely';
import type { Foundation } from './foundation.ts';
import type { HealthOptions, Standing } from './health.ts';
import { migrationStanding } from './store/database.ts';

const standing = (ready: boolean, state: string): Standing => ({ ready, state: ready ? 'ok' : state });

/** What a process of this role stands on. */
export function readinessChecks({ database, queue, role, model }: Foundation): HealthOptions['checks'] {
  return {
    database: async () => {
      await sql`select 1`.execute(database.sql);
      return standing(true, 'down');
    },
    // Newer tables are a newer version that has started beside this one, which goes on until it is replaced.
    migrations: async () => {
      const state = await migrationStanding(database.sql);
      return { state, ready: state !== 'behind' };
    },
    queue: async () =>
      role === 'web'
        ? standing(await queue.canEnqueue(), 'cannot enqueue')
        : standing(queue.isPolling(), 'not polling'),
    // Alone, studies whose levels somebody marked are measured without it.
    ...(role !== 'web' && {
      model: () => ({ state: model ? 'ok' : 'missing', ready: model || role === 'all' }),
    }),
  };
}
