import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';

const count = z.coerce.number();
const queuesSchema = z.object({
  open: count,
  retries: count,
  completed: count,
  failed: count,
  replaced: count,
  deadLetters: count,
});

export interface Queues {
  /** Queued, running or waiting for their next try. */
  readonly open: number;
  /** Tries beside the first. */
  readonly retries: number;
  readonly completed: number;
  /** Given up, and nothing did their work since. */
  readonly failed: number;
  /** Given up while another about the same study waited, which then did the work. */
  readonly replaced: number;
  /** What `mscore jobs` shows a person. */
  readonly deadLetters: number;
}

const DONE_LATER = `exists (
  select from pgboss.job later
  where later.name = job.name and later.singleton_key = job.singleton_key
    and later.state = 'completed' and later.completed_on >= job.completed_on)`;

/** What the queue itself says of all jobs there were. */
export async function readQueues(connectionString: string): Promise<Queues> {
  const row = await rowOf(
    connectionString,
    `
      select
        count(*) filter (where state in ('created', 'retry', 'active')) as open,
        coalesce(sum(retry_count), 0) as retries,
        count(*) filter (where state = 'completed') as completed,
        count(*) filter (where state = 'failed' and not ${DONE_LATER}) as failed,
        count(*) filter (where state = 'failed' and ${DONE_LATER}) as replaced,
        (select count(*) from pgboss.job where name = 'dead-letters' and state < 'completed') as "deadLetters"
      from pgboss.job where name in ('read-event', 'measure-study', 'publish-result')
    `,
  );
  return queuesSchema.parse(row);
}

/** Results a second, between the tenth part of them and the ninetieth, so that neither start nor end counts. */
export async function publishedPerSecond(connectionString: string): Promise<number> {
  const row = await rowOf(
    connectionString,
    `select 0.8 * count(*) / extract(epoch from
        percentile_disc(0.9) within group (order by completed_on)
        - percentile_disc(0.1) within group (order by completed_on)) as per_second
      from pgboss.job where name = 'publish-result' and state = 'completed'`,
  );
  return z.object({ per_second: count }).parse(row).per_second;
}

async function rowOf(connectionString: string, query: string): Promise<unknown> {
  const client = new Client({ connectionString });
  // Without a listener a connection that breaks would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(query);
    return rows[0];
  } finally {
    await client.end();
  }
}

/** Resolves when no more jobs than these are open; fails when that takes longer. */
export async function untilOpen(connectionString: string, atMost: number, withinMs: number): Promise<Queues> {
  const giveUp = Date.now() + withinMs;
  for (;;) {
    const queues = await readQueues(connectionString).catch(() => undefined);
    if (queues && queues.open <= atMost) return queues;
    if (Date.now() > giveUp) throw new Error(`${queues?.open} jobs are open after ${withinMs / 1000} s`);
    await pause(500);
  }
}
