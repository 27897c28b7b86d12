import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { fromKysely, PgBoss, type ConstructorOptions, type QueueOptions } from 'pg-boss';
import { asCodedError, CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
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
        await this.#run(MEASURE_STUDY, job.id, () =>
          handlers.measureStudy(measureStudySchema.parse(job.data)),
        );
    });
    await this.#boss.work(PUBLISH_RESULT, options, async ([job]) => {
      if (job)
        await this.#run(PUBLISH_RESULT, job.id, () =>
          handlers.publishResult(publishResultSchema.parse(job.data)),
        );
    });
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

  async #run(queue: string, jobId: string, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
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
