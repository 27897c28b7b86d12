import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
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
import { type JobWatch, UNWATCHED } from '../observability/watch-jobs.ts';
import type { Schema } from '../store/schema.ts';
import { isLasting } from './lasting.ts';
import {
  measureStudySchema,
  publishResultSchema,
  readChangesSchema,
  readEventSchema,
  type MeasureStudy,
  type PublishResult,
  type ReadChanges,
  type ReadEvent,
} from './messages.ts';

export const MEASURE_STUDY = 'measure-study';
export const PUBLISH_RESULT = 'publish-result';
export const READ_EVENT = 'read-event';
export const READ_CHANGES = 'read-changes';
/** Where a job goes that a person must look at: `mscore jobs`. */
export const DEAD_LETTERS = 'dead-letters';

/** Told which stage a running job has come to. */
export type Report = (stage: string) => void;

export interface JobHandlers {
  measureStudy(message: MeasureStudy, report: Report): Promise<void>;
  publishResult(message: PublishResult): Promise<void>;
}

export interface EventHandlers {
  readEvent(message: ReadEvent): Promise<void>;
  readChanges(message: ReadChanges): Promise<void>;
}

/** Faults outside us usually pass within minutes; after eight tries a person must look. */
const RETRY: QueueOptions = { retryLimit: 8, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 };
/**
 * A result is measured once and must not be lost because an EHR was down for a long week-end: it is written again
 * every ten minutes, for three days. What a person must put right by then is a line of the log each time.
 */
const PUBLISH_RETRY: QueueOptions = { ...RETRY, retryLimit: 440 };
/** Nobody tells of a study twice; what is worth how long waiting for is decided where events are read. */
const EVENT_RETRY: QueueOptions = PUBLISH_RETRY;
const DAY_SECONDS = 86_400;
/** A finished job's row names a patient; it is of no use after a day. */
const FORGET: QueueOptions = { deleteAfterSeconds: DAY_SECONDS };
/** A dead letter names a patient too, and somebody should have looked at it within a month. */
const FORGET_DEAD: QueueOptions = { ...FORGET, retentionSeconds: 30 * DAY_SECONDS };
/** A worker that was killed is noticed after missed heartbeats, long before its job would expire. */
const EXPIRE: QueueOptions = { expireInSeconds: 300, heartbeatSeconds: 30 };

/** A worker that has asked for no job for so long does not live: it asks every five seconds. */
const SILENT_MS = 30_000;

/** The durable queue: pg-boss on the service's own database, so that a row and its job commit together. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #logger: Logger;
  /** A study's key is the name of the event that its job has ended here. */
  readonly #ends = new EventEmitter().setMaxListeners(0);
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
    await this.#boss.createQueue(DEAD_LETTERS, FORGET_DEAD);
    const options = { notify: true, deadLetter: DEAD_LETTERS, ...FORGET, ...EXPIRE };
    const measuring = { ...options, ...RETRY };
    const publishing = { ...options, ...PUBLISH_RETRY };
    // At most one job per study is queued or running, whatever asks for it.
    await this.#boss.createQueue(MEASURE_STUDY, { ...measuring, policy: 'exclusive' });
    // At most one is running, and one more may wait: what it writes may have changed since.
    await this.#boss.createQueue(PUBLISH_RESULT, { ...publishing, policy: 'stately' });
    await this.#boss.createQueue(READ_EVENT, { ...options, ...EVENT_RETRY, policy: 'exclusive' });
    // While one is searching, the next change may come after what it found.
    await this.#boss.createQueue(READ_CHANGES, { ...options, ...EVENT_RETRY, policy: 'stately' });
    // Creating a queue leaves one of an earlier version as it was.
    await this.#boss.updateQueue(MEASURE_STUDY, measuring);
    await this.#boss.updateQueue(PUBLISH_RESULT, publishing);
  }

  /** Begins to take jobs; `concurrency` studies at once. */
  async work(handlers: JobHandlers, concurrency: number): Promise<void> {
    await this.#take(MEASURE_STUDY, concurrency, ({ data }, report) => this.#measure(data, report, handlers));
    await this.#take(PUBLISH_RESULT, concurrency, ({ data }) =>
      handlers.publishResult(publishResultSchema.parse(data)),
    );
  }

  /** Begins to read events, so many at once. */
  async readEvents(handlers: EventHandlers, concurrency: number): Promise<void> {
    await this.#take(READ_EVENT, concurrency, ({ data }) => handlers.readEvent(readEventSchema.parse(data)));
    await this.#take(READ_CHANGES, 1, ({ data }) => handlers.readChanges(readChangesSchema.parse(data)));
  }

  /**
   * Asks for a study to be measured; a no-op while the same study is queued or running.
   *
   * @param transaction in which it is asked for, where something else must hold together with it
   */
  async measureStudy(message: MeasureStudy, transaction?: Transaction<Schema>): Promise<void> {
    await this.#boss.send(
      MEASURE_STUDY,
      { ...message, ...this.#watch.carried() },
      { singletonKey: studyKey(message), ...(transaction && { db: fromKysely(transaction) }) },
    );
  }

  /** Whether the study waits to be measured, is being measured, or will be tried again. */
  async measuring(message: MeasureStudy): Promise<boolean> {
    const jobs = await this.#boss.findJobs(MEASURE_STUDY, { key: studyKey(message) });
    return jobs.some(({ state }) => state === 'created' || state === 'retry' || state === 'active');
  }

  /** Resolves when a job of the study has ended in this process, well or not, and after so many milliseconds anyhow. */
  async measuredHere(message: MeasureStudy, atMostMs: number): Promise<void> {
    const timeOut = AbortSignal.timeout(atMostMs);
    await once(this.#ends, studyKey(message), { signal: timeOut }).catch((thrown: unknown) => {
      if (!timeOut.aborted) throw thrown;
    });
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

  /** Asks for an event to be read, in the transaction that stores it. */
  async readEvent(message: ReadEvent, transaction: Transaction<Schema>): Promise<void> {
    await this.#boss.send(READ_EVENT, message, {
      singletonKey: message.eventId,
      db: fromKysely(transaction),
    });
  }

  /** Asks for a record to be searched for what is new; a no-op while that waits to begin. */
  async readChanges({ client }: ReadChanges, transaction?: Transaction<Schema>): Promise<void> {
    const message: ReadChanges = { client };
    await this.#boss.send(READ_CHANGES, message, {
      singletonKey: digest([client.issuer, client.fhirServer]),
      ...(transaction && { db: fromKysely(transaction) }),
    });
  }

  /** Lets running jobs finish, then stops. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 20_000 });
  }

  async #take(queue: string, concurrency: number, handle: Handle): Promise<void> {
    const options = {
      localConcurrency: concurrency,
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
      includeMetadata: true,
      perJobResults: true,
    } as const;
    await this.#boss.work(queue, options, (jobs: Job[]) => this.#runEach(jobs, handle));
  }

  async #measure(data: unknown, report: Report, handlers: JobHandlers): Promise<void> {
    const message = measureStudySchema.parse(data);
    try {
      await handlers.measureStudy(message, report);
    } finally {
      this.#ends.emit(studyKey(message));
    }
  }

  async #runEach(jobs: readonly Job[], handle: Handle): Promise<JobResult[]> {
    return Promise.all(jobs.map((job) => this.#run(job, handle)));
  }

  /** Nothing is thrown: how the job ended is said to pg-boss, and of a failure the code alone, no text that may quote a record. */
  async #run(job: Job, handle: Handle): Promise<JobResult> {
    const { id, name: queue, retryCount, retryLimit } = job;
    try {
      await this.#watch.around({ queue, jobId: id, data: job.data }, () => handle(job, this.#reportOf(job)));
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

function studyKey({ client, patientId, studyInstanceUid }: MeasureStudy): string {
  return digest([client.issuer, client.fhirServer, patientId, studyInstanceUid]);
}

/** Queue keys are readable in the database; a digest keeps identifiers out of them. */
function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
