import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { asCodedError, type CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import type { JobWatch } from '../observability/watch-jobs.ts';
import { isAwaited, nextTryWithin } from './awaited.ts';
import { isLasting } from './lasting.ts';
import { DEAD_LETTERS } from './queues.ts';

/** Told which stage a running job has come to. */
export type Report = (stage: string) => void;

type Job = JobWithMetadata<unknown>;
type Handle = (data: unknown, report: Report) => Promise<void>;

/** Takes jobs and runs them; how each ended is written down, and tried again where that may help. */
export class JobRunner {
  readonly #boss: PgBoss;
  readonly #logger: Logger;
  readonly #watch: JobWatch;

  constructor(boss: PgBoss, logger: Logger, watch: JobWatch) {
    this.#boss = boss;
    this.#logger = logger;
    this.#watch = watch;
  }

  /**
   * Begins to take the jobs of a queue, so many at once. Who has ended one looks for the next at once: left to itself it
   * would look again only after five seconds, however many wait.
   */
  async take(queue: string, concurrency: number, handle: Handle): Promise<void> {
    const options = {
      pollingIntervalSeconds: 1,
      notifyPollingIntervalSeconds: 5,
      includeMetadata: true,
      perJobResults: true,
    } as const;
    for (let i = 0; i < concurrency; i += 1) {
      let worker: string | undefined;
      worker = await this.#boss.work(queue, options, async (jobs: Job[]) => {
        const results = await Promise.all(jobs.map((job) => this.#run(job, handle)));
        if (worker !== undefined) this.#boss.notifyWorker(worker);
        return results;
      });
    }
  }

  /** Nothing is thrown: how the job ended is said to pg-boss, and of a failure the code alone, no text that may quote a record. */
  async #run(job: Job, handle: Handle): Promise<JobResult> {
    const { id, name: queue } = job;
    try {
      await this.#watch.around({ queue, jobId: id, data: job.data }, () =>
        handle(job.data, this.#reportOf(job)),
      );
      this.#logger.info({ queue, jobId: id }, 'job done');
      await this.#forgetDead(job);
      return { id, status: 'completed' };
    } catch (thrown) {
      return this.#failed(job, asCodedError(thrown));
    }
  }

  async #failed(job: Job, error: CodedError): Promise<JobResult> {
    const { id, name: queue, retryCount, retryLimit } = job;
    const { code, message, remedy } = error;
    const where = { queue, jobId: id };
    const output = { code };
    const lasting = isLasting(code);
    if (!lasting && retryCount < retryLimit) {
      if (isAwaited(queue, code))
        this.#logger.info({ ...where, code, message, nextTryWithinS: nextTryWithin(job) }, 'job waits');
      else this.#logger.warn({ ...where, ...logFields(error) }, 'job failed');
      return { id, status: 'failed', output };
    }
    this.#logger.error({ ...where, ...logFields(error), remedy }, 'job failed for good: mscore jobs');
    await this.#forgetDead(job);
    return { id, status: lasting ? 'deadletter' : 'failed', output };
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
