import { EventEmitter, once } from 'node:events';
import type { Transaction } from 'kysely';
import { fromKysely, type ConstructorOptions, type PgBoss } from 'pg-boss';
import { digest } from '../digest.ts';
import type { Logger } from '../logger.ts';
import { type JobWatch, UNWATCHED } from '../observability/watch-jobs.ts';
import type { Schema } from '../store/schema.ts';
import { bossOn } from './boss.ts';
import { JobRunner, type Report } from './job-runner.ts';
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
import { Outage } from './outage.ts';
import { createQueues, MEASURE_STUDY, PUBLISH_RESULT, READ_CHANGES, READ_EVENT } from './queues.ts';

export interface JobHandlers {
  measureStudy(message: MeasureStudy, report: Report): Promise<void>;
  publishResult(message: PublishResult): Promise<void>;
}

export interface EventHandlers {
  readEvent(message: ReadEvent): Promise<void>;
  readChanges(message: ReadChanges): Promise<void>;
}

/** A worker that has asked for no job for so long does not live: it asks every five seconds. */
const SILENT_MS = 30_000;

/** The durable queue: pg-boss on the service's own database, so that a row and its job commit together. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #runner: JobRunner;
  /** A study's key is the name of the event that its job has ended here. */
  readonly #ends = new EventEmitter().setMaxListeners(0);
  readonly #watch: JobWatch;
  /** Queues that jobs are taken from here. */
  readonly #taken = new Set([MEASURE_STUDY, PUBLISH_RESULT]);

  constructor(options: ConstructorOptions, logger: Logger, watch: JobWatch = UNWATCHED) {
    this.#watch = watch;
    const outage = new Outage(logger);
    this.#boss = bossOn(
      {
        ...options,
        useListenNotify: true,
        schedule: false,
        monitorIntervalSeconds: 15,
        superviseIntervalSeconds: 15,
      },
      () => outage.answered(),
    );
    this.#runner = new JobRunner(this.#boss, logger, watch);
    this.#boss.on('error', (error) => outage.failed(error));
  }

  async start(): Promise<void> {
    await this.#boss.start();
    await createQueues(this.#boss);
  }

  /** Begins to take jobs; `concurrency` studies at once. */
  async work(handlers: JobHandlers, concurrency: number): Promise<void> {
    await this.#runner.take(MEASURE_STUDY, concurrency, (data, report) =>
      this.#measure(data, report, handlers),
    );
    await this.#runner.take(PUBLISH_RESULT, concurrency, (data) =>
      handlers.publishResult(publishResultSchema.parse(data)),
    );
  }

  /** Begins to read events, so many at once. */
  async readEvents(handlers: EventHandlers, concurrency: number): Promise<void> {
    for (const queue of [READ_EVENT, READ_CHANGES]) this.#taken.add(queue);
    await this.#runner.take(READ_EVENT, concurrency, (data) =>
      handlers.readEvent(readEventSchema.parse(data)),
    );
    await this.#runner.take(READ_CHANGES, 1, (data) => handlers.readChanges(readChangesSchema.parse(data)));
  }

  /**
   * Asks for a study to be measured; a no-op while the same study is queued or running. Gives back whether it is queued by
   * this.
   *
   * @param transaction in which it is asked for, where something else must hold together with it
   */
  async measureStudy(message: MeasureStudy, transaction?: Transaction<Schema>): Promise<boolean> {
    const job = await this.#boss.send(
      MEASURE_STUDY,
      { ...message, ...this.#watch.carried() },
      { singletonKey: studyKey(message), ...(transaction && { db: fromKysely(transaction) }) },
    );
    return job !== null;
  }

  /** Whether a job that has not begun will measure the study, with the images that there are then. */
  async willMeasure(message: MeasureStudy, transaction: Transaction<Schema>): Promise<boolean> {
    const jobs = await this.#boss.findJobs(MEASURE_STUDY, {
      key: studyKey(message),
      db: fromKysely(transaction),
    });
    return jobs.some(({ state }) => state === 'created' || state === 'retry');
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
    return [...this.#taken].every((queue) =>
      workers.some(
        ({ name, state, count, createdOn, lastFetchedOn }) =>
          name === queue &&
          state === 'active' &&
          (count > 0 || now - (lastFetchedOn ?? createdOn) < SILENT_MS),
      ),
    );
  }

  /** Asks for an event to be read, in the transaction that stores it; a no-op while it is queued or being read. */
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

  async #measure(data: unknown, report: Report, handlers: JobHandlers): Promise<void> {
    const message = measureStudySchema.parse(data);
    try {
      await handlers.measureStudy(message, report);
    } finally {
      this.#ends.emit(studyKey(message));
    }
  }
}

/** Queue keys are readable in the database; a digest keeps identifiers out of them. */
function studyKey({ client, patientId, studyInstanceUid }: MeasureStudy): string {
  return digest([client.issuer, client.fhirServer, patientId, studyInstanceUid]);
}
