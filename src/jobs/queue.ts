import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import {
  fromKysely,
  PgBoss,
  type ConstructorOptions,
  type JobResult,
  type JobWithMetadata,
  type QueueOptions,
} from 'pg-boss';
import { asCodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import type { Schema } from '../store/schema.ts';
import { isLasting } from './lasting.ts';
import {
  measureStudySchema,
  publishResultSchema,
  type MeasureStudy,
  type PublishResult,
} from './messages.ts';

export const MEASURE_STUDY = 'measure-study';
export const PUBLISH_RESULT = 'publish-result';
/** Where a job goes that a person must look at: `mscore jobs`. */
export const DEAD_LETTERS = 'dead-letters';

/** Told which stage a running job has come to. */
export type Report = (stage: string) => void;

export interface JobHandlers {
  measureStudy(message: MeasureStudy, report: Report): Promise<void>;
  publishResult(message: PublishResult): Promise<void>;
}

/** Faults outside us usually pass within minutes; after eight tries a person must look. */
const RETRY: QueueOptions = { retryLimit: 8, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 };
/**
 * A result is measured once and must not be lost because an EHR was down for a long week-end: it is written again
 * every ten minutes, for three days. What a person must put right by then is a line of the log each time.
 */
const PUBLISH_RETRY: QueueOptions = { ...RETRY, retryLimit: 440 };
const DAY_SECONDS = 86_400;
/** A finished job's row names a patient; it is of no use after a day. */
const FORGET: QueueOptions = { deleteAfterSeconds: DAY_SECONDS };
/** A dead letter names a patient too, and somebody should have looked at it within a month. */
const FORGET_DEAD: QueueOptions = { ...FORGET, retentionSeconds: 30 * DAY_SECONDS };
/** A worker that was killed is noticed after missed heartbeats, long before its job would expire. */
const EXPIRE: QueueOptions = { expireInSeconds: 300, heartbeatSeconds: 30 };

/** The durable queue: pg-boss on the service's own database, so that a row and its job commit together. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #logger: Logger;

  constructor(options: ConstructorOptions, logger: Logger) {
    this.#boss = new PgBoss({
      ...options,
      useListenNotify: true,
      schedule: false,
      monitorIntervalSeconds: 15,
      superviseIntervalSeconds: 15,
    });
    this.#logger = logger;
    this.#boss.on('error', (error) => logger.error({ error: error.message }, 'job queue'));
  }

  async start(): Promise<void> {
    await this.#boss.start();
    await this.#boss.createQueue(DEAD_LETTERS, FORGET_DEAD);
    const options = { notify: true, deadLetter: DEAD_LETTERS, ...FORGET, ...EXPIRE };
    const measuring = { ...options, ...RETRY };
    const publishing = { ...options, ...PUBLISH_RETRY };
    // At most one job per study is queued or running, whatever asks for it.
    await this.#boss.createQueue(MEASURE_STUDY, { ...measuring, policy: 'exclusive' });
    // At most one is running, and one more may wait: what it writes may have changed since.
    await this.#boss.createQueue(PUBLISH_RESULT, { ...publishing, policy: 'stately' });
    // Creating a queue leaves one of an earlier version as it was.
    await this.#boss.updateQueue(MEASURE_STUDY, measuring);
    await this.#boss.updateQueue(PUBLISH_RESULT, publishing);
  }

  /** Begins to take jobs; `concurrency` studies at once. */
  async work(handlers: JobHandlers, concurrency: number): Promise<void> {
    const options = {
      localConcurrency: concurrency,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
      includeMetadata: true,
      perJobResults: true,
    } as const;
    await this.#boss.work(MEASURE_STUDY, options, (jobs: Job[]) =>
      this.#runEach(jobs, ({ data }, report) =>
        handlers.measureStudy(measureStudySchema.parse(data), report),
      ),
    );
    await this.#boss.work(PUBLISH_RESULT, options, (jobs: Job[]) =>
      this.#runEach(jobs, ({ data }) => handlers.publishResult(publishResultSchema.parse(data))),
    );
  }

  /** Asks for a study to be measured; a no-op while the same study is queued or running. */
  async measureStudy(message: MeasureStudy, transaction?: Transaction<Schema>): Promise<void> {
    const { client, patientId, studyInstanceUid } = message;
    const key = digest([client.issuer, client.fhirServer, patientId, studyInstanceUid]);
    const db = transaction && { db: fromKysely(transaction) };
    await this.#boss.send(MEASURE_STUDY, message, { singletonKey: key, ...db });
  }

  /** Asks for a result to be written to the EHR, in the transaction that stores it. */
  async publishResult(message: PublishResult, transaction: Transaction<Schema>): Promise<void> {
    await this.#boss.send(PUBLISH_RESULT, message, {
      singletonKey: message.measurementId,
      db: fromKysely(transaction),
    });
  }

  /** Lets running jobs finish, then stops. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 20_000 });
  }

  async #runEach(jobs: readonly Job[], handle: Handle): Promise<JobResult[]> {
    return Promise.all(jobs.map((job) => this.#run(job, handle)));
  }

  /** Nothing is thrown: how the job ended is said to pg-boss, and of a failure the code alone, no text that may quote a record. */
  async #run(job: Job, handle: Handle): Promise<JobResult> {
    const { id, name: queue, retryCount, retryLimit } = job;
    try {
      await handle(job, this.#reportOf(job));
      this.#logger.info({ queue, jobId: id }, 'job done');
      await this.#forgetDead(job);
      return { id, status: 'completed' };
    } catch (thrown) {
      const error = asCodedError(thrown);
      const fields = { queue, jobId: id, ...logFields(error) };
      const output = { code: error.code };
      const lasting = isLasting(error.code);
      if (!lasting && retryCount < retryLimit) {
        this.#logger.warn(fields, 'job failed');
        return { id, status: 'failed', output };
      }
      this.#logger.error({ ...fields, remedy: error.remedy }, 'job failed for good: mscore jobs');
      await this.#forgetDead(job);
      return { id, status: lasting ? 'deadletter' : 'failed', output };
    }
  }

  /** An earlier dead letter about the same says nothing any more. */
  async #forgetDead({ name, singletonKey }: Job): Promise<void> {
    if (singletonKey === null) return;
    try {
      const dead = await this.#boss.findJobs(DEAD_LETTERS, { key: singletonKey });
      const ids = dead.filter(({ sourceName }) => sourceName === name).map(({ id }) => id);
      if (ids.length > 0) await this.#boss.deleteJob(DEAD_LETTERS, ids);
    } catch (thrown) {
      this.#logger.warn(logFields(thrown), 'a dead letter could not be removed');
    }
  }

  /**
   * Writes the stage into the output of the running job, which is its result once it has ended. Nobody waits for it,
   * and a job does not fail because of it.
   */
  #reportOf({ id }: Job): Report {
    const statement = `update pgboss.job set output = $1 where id = $2 and state = 'active'`;
    return (stage) => {
      this.#boss
        .getDb()
        .executeSql(statement, [JSON.stringify({ stage }), id])
        .catch((thrown: unknown) => this.#logger.warn(logFields(thrown), 'a stage could not be noted'));
    };
  }
}

type Job = JobWithMetadata<unknown>;
type Handle = (job: Job, report: Report) => Promise<void>;

/** Queue keys are readable in the database; a digest keeps identifiers out of them. */
function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
