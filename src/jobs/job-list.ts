import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Schema } from '../store/schema.ts';
import { failureOf, readOutput } from './job-output.ts';
import { DEAD_LETTERS } from './queues.ts';

export const JOB_STATES = ['queued', 'running', 'waiting', 'failed', 'dead'] as const;
/**
 * `waiting`: for its next try. `dead`: a person must look; it stays for a month. `failed`: every job that ended so
 * within a day, whatever became of its dead letter.
 */
export type JobState = (typeof JOB_STATES)[number];

/** A job as a person sees it: nothing of what it is about but a digest. */
export interface ListedJob {
  readonly queue: string;
  /** The id that the log names. */
  readonly id: string;
  readonly state: JobState;
  /** How often it was begun. */
  readonly tries: number;
  readonly nextTry: Date | null;
  readonly createdOn: Date;
  /** What a running job is at, once it has said so. */
  readonly stage: string | null;
  /** Why it failed last. */
  readonly code: ErrorCode | null;
  /** The same for all jobs about one study of one patient, or one result. */
  readonly about: string | null;
}

/** A bound for the terminal; the oldest come first. */
const MAX_LISTED = 1000;

const rowSchema = z.object({
  queue: z.string(),
  id: z.string(),
  state: z.enum(JOB_STATES),
  tries: z.number(),
  next_try: z.date().nullable(),
  created_on: z.date(),
  output: z.unknown(),
  about: z.string().nullable(),
});

/** Jobs in these states, oldest first. */
export async function listJobs(
  database: Kysely<Schema>,
  states: readonly JobState[] = ['queued', 'running', 'waiting', 'dead'],
): Promise<ListedJob[]> {
  if (!(await isInstalled(database))) return [];
  const { rows } = await sql`
    select * from (${jobs()}) job where state in (${sql.join(states)}) order by created_on limit ${MAX_LISTED}
  `.execute(database);
  return rows.map((row) => toListed(rowSchema.parse(row)));
}

const countSchema = z.object({ queue: z.string(), code: z.string().nullable(), count: z.number() });
/** How many dead letters of a queue carry a code. */
export type DeadLetterCount = z.infer<typeof countSchema>;

/** Dead letters by queue and code; what a metric or an alert asks. */
export async function countDeadLetters(database: Kysely<Schema>): Promise<DeadLetterCount[]> {
  if (!(await isInstalled(database))) return [];
  const { rows } = await sql`
    select queue, output->>'code' as code, count(*)::int as count from (${jobs()}) job
    where state = 'dead' group by queue, output->>'code' order by queue, code
  `.execute(database);
  return rows.map((row) => countSchema.parse(row));
}

/** Where the service has never run there is no queue yet. */
async function isInstalled(database: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('pgboss.job') is not null as there
  `.execute(database);
  return rows[0]?.there === true;
}

/** pg-boss's rows in our words: a dead letter is shown as the job that it was. */
function jobs() {
  return sql`
    select
      coalesce(source_name, name) as queue,
      coalesce(source_id, id)::text as id,
      case
        when name = ${DEAD_LETTERS} then 'dead'
        when state = 'created' then 'queued'
        when state = 'active' then 'running'
        when state = 'retry' then 'waiting'
        else state::text
      end as state,
      case when name = ${DEAD_LETTERS} then source_retry_count + 1
        when state = 'created' then 0 else retry_count + 1 end as tries,
      case when name <> ${DEAD_LETTERS} and state in ('created', 'retry') then start_after end as next_try,
      coalesce(source_created_on, created_on) as created_on,
      coalesce(source_output, output) as output,
      singleton_key as about
    from pgboss.job
  `;
}

function toListed({ next_try: nextTry, created_on: createdOn, output, ...row }: z.infer<typeof rowSchema>) {
  const read = readOutput(output);
  const { stage = null, code = null } = read;
  const failed = row.state === 'waiting' || row.state === 'failed' || row.state === 'dead';
  return { ...row, nextTry, createdOn, stage, code: failed ? failureOf(read) : code };
}
