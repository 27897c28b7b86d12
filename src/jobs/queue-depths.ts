import { sql, type Kysely } from 'kysely';
import type { QueueDepth } from '../observability/metrics.ts';
import type { Schema } from '../store/schema.ts';
import { DEAD_LETTERS, MEASURE_STUDY, PUBLISH_RESULT, READ_CHANGES, READ_EVENT } from './queues.ts';

/** Waiting, waiting for another try, and running. */
const STATES = ['created', 'retry', 'active'];

const QUEUES = [READ_EVENT, READ_CHANGES, MEASURE_STUDY, PUBLISH_RESULT, DEAD_LETTERS];

/**
 * What is not done yet, by queue and state; our queues also when they are empty. What waits in `dead-letters` waits for
 * a person.
 */
export async function queueDepths(database: Kysely<Schema>): Promise<QueueDepth[]> {
  const { rows } = await sql<{ queue: string; state: string; jobs: string; oldest: string }>`
    select name as queue, state::text as state, count(*) as jobs,
           extract(epoch from now() - min(created_on)) as oldest
    from pgboss.job where state::text in (${sql.join(STATES)}) group by 1, 2
  `.execute(database);
  const found = rows.map(({ queue, state, jobs, oldest }) => ({
    queue,
    state,
    jobs: Number(jobs),
    oldestSeconds: Math.max(0, Number(oldest)),
  }));
  const empty = QUEUES.flatMap((queue) =>
    STATES.map((state) => ({ queue, state, jobs: 0, oldestSeconds: 0 })),
  );
  const isFound = (one: QueueDepth) =>
    found.some(({ queue, state }) => queue === one.queue && state === one.state);
  return [...empty.filter((one) => !isFound(one)), ...found];
}
