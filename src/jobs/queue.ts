import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { fromKysely, PgBoss, type ConstructorOptions, type Job, type QueueOptions } from 'pg-boss';
import { asCodedError, CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { type JobWatch, UNWATCHED } from '../observability/watch-jobs.ts';
import type { Schema } from '../store/schema.ts';
import {
  measureStudySchema,
  publishResultSchema,
  type MeasureStudy,
  type PublishResult,
} from './messages.ts';

export const MEASURE_STUDY = 'measure-study';
export const PUBLISH_RESULT = 'publish-result';

export interface JobHandlers {
  measureStudy(message: MeasureStudy): Promise<void>;
  publishResult(message: PublishResult): Promise<void>;
}

/** Faults outside us usually pass within minutes; after eight tries a person must look. */
const RETRY: QueueOptions = { retryLimit: 8, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 };
/**
 * A result is measured once and must not be lost because an EHR was down for a long week-end: it is written again
 * every ten minutes, for three days. What a person must put right by then is a line of the log each time.
 */
const PUBLISH_RETRY: QueueOptions = { ...RETRY, retryLimit: 440 };
/** A finished job's row names a patient; it is of no use after a day. */
const FORGET: QueueOptions = { deleteAfterSeconds: 86_400 };
/** A worker that was killed is noticed after missed heartbeats, long before its job would expire. */
const EXPIRE: QueueOptions = { expireInSeconds: 300, heartbeatSeconds: 30 };

/** A worker that has asked for no job for so long does not live: it asks every five seconds. */
const SILENT_MS = 30_000;

/** The durable queue: pg-boss on the service's own database, so that a row and its job commit together. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #logger: Logger;
  readonly #watch: JobWatch;

  constructor(options: ConstructorOptions, logger: Logger, watch: JobWatch = UNWATCHED) {
    this.#watch = watch;
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
    const options = { notify: true, ...FORGET, ...EXPIRE };
    const measuring = { ...options, ...RETRY };
    const publishing = { ...options, ...PUBLISH_RETRY };
    // At most one job per study is queued or running, whatever asks for it.
    await this.#boss.createQueue(MEASURE_STUDY, { ...measuring, policy: 'exclusive' });
    // At most one is running, and one more may wait: what it writes may have changed since.
    await this.#boss.createQueue(PUBLISH_RESULT, { ...publishing, policy: 'stately' });
    // Creating a queue leaves one of an earlier version as it was.
    await this.#boss.updateQueue(PUBLISH_RESULT, publishing);
  }

  /** Begins to take jobs; `concurrency` studies at once. */
  async work(handlers: JobHandlers, concurrency: number): Promise<void> {
    const options = {
      localConcurrency: concurrency,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
    };
    await this.#boss.work(MEASURE_STUDY, options, async ([job]) => {
      if (job)
        await this.#run(MEASURE_STUDY, job, () => handlers.measureStudy(measureStudySchema.parse(job.data)));
    });
    await this.#boss.work(PUBLISH_RESULT, options, async ([job]) => {
      if (job)
        await this.#run(PUBLISH_RESULT, job, () =>
          handlers.publishResult(publishResultSchema.parse(job.data)),
        );
    });
  }

  /** Asks for a study to be measured; a no-op while the same study is queued or running. */
  async measureStudy(message: MeasureStudy): Promise<void> {
    const { client, patientId, studyInstanceUid } = message;
    const key = digest([client.issuer, client.fhirServer, patientId, studyInstanceUid]);
    await this.#boss.send(MEASURE_STUDY, { ...message, ...this.#watch.carried() }, { singletonKey: key });
  }

  /** Asks for a result to be written to the EHR, in the transaction that stores it. */
  async publishResult(message: PublishResult, transaction: Transaction<Schema>): Promise<void> {
    await this.#boss.send(
      PUBLISH_RESULT,
      { ...message, ...this.#watch.carried() },
      {
        singletonKey: message.measurementId,
        db: fromKysely(transaction),
      },
    );
  }

  /** Whether jobs can be put on the queue. */
  async canEnqueue(): Promise<boolean> {
    return (await this.#boss.getQueue(MEASURE_STUDY)) !== null;
  }

  /** Whether every queue is asked for jobs, or is at one. */
  isPolling(): boolean {
    const workers = this.#boss.getWipData();
    const now = Date.now();
    return [MEASURE_STUDY, PUBLISH_RESULT].every((queue) =>
      workers.some(
        ({ name, state, count, createdOn, lastFetchedOn }) =>
          name === queue &&
          state === 'active' &&
          (count > 0 || now - (lastFetchedOn ?? createdOn) < SILENT_MS),
      ),
    );
  }

  /** Lets running jobs finish, then stops. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 20_000 });
  }

  async #run(queue: string, { id: jobId, data }: Job<unknown>, handle: () => Promise<void>): Promise<void> {
    try {
      await this.#watch.around({ queue, jobId, data }, handle);
      this.#logger.info({ queue, jobId }, 'job done');
    } catch (thrown) {
      const error = asCodedError(thrown);
      this.#logger.warn({ queue, jobId, ...logFields(error) }, 'job failed');
      // pg-boss keeps what is thrown in the job's row: the code alone, no cause that may quote a record.
      throw new CodedError(error.code);
    }
  }
}

/** Queue keys are readable in the database; a digest keeps identifiers out of them. */
function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
