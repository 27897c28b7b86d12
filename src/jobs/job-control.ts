import type { ConstructorOptions, JobWithMetadata, PgBoss } from 'pg-boss';
import { CodedError, type ErrorCode } from '../errors.ts';
import { bossOn } from './boss.ts';
import { failureOf, readOutput } from './job-output.ts';
import { DEAD_LETTERS } from './queues.ts';

type Job = JobWithMetadata<unknown>;

/** What a person may do with jobs, beside a running service or while it is stopped. */
export class JobControl {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** Takes no jobs and looks after none; close it when done. */
  static async open(options: ConstructorOptions): Promise<JobControl> {
    const boss = bossOn({ ...options, supervise: false, schedule: false, registerInstance: false });
    await boss.start();
    return new JobControl(boss);
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }

  /**
   * Tries a job again now: a dead letter anew, one that waits for its next try at once. A dead letter whose study or
   * result is queued already has nothing left to do, and goes.
   *
   * @throws CodedError `job/not-found`, `job/running`
   */
  async retry(id: string): Promise<void> {
    const dead = await this.#deadLetter(id);
    if (dead) return this.#revive(dead);
    const job = await this.#find(id);
    if (job.state === 'active') throw new CodedError('job/running');
    await this.#boss.update(job.name, undefined, { id, startAfter: new Date() });
  }

  /** All dead letters, or those with the code; gives how many there were. */
  async retryAll(code?: ErrorCode): Promise<number> {
    const all = await this.#deadWith(code);
    for (const dead of all) await this.#revive(dead);
    return all.length;
  }

  /**
   * Takes a job away that has not begun or is dead; its study can still be asked for anew.
   *
   * @throws CodedError `job/not-found`, `job/running`
   */
  async discard(id: string): Promise<void> {
    const job = (await this.#deadLetter(id)) ?? (await this.#find(id));
    if (job.state === 'active') throw new CodedError('job/running');
    await this.#boss.deleteJob(job.name, job.id);
  }

  /** All dead letters, or those with the code; gives how many there were. */
  async discardAll(code?: ErrorCode): Promise<number> {
    const all = await this.#deadWith(code);
    for (const { id } of all) await this.#boss.deleteJob(DEAD_LETTERS, id);
    return all.length;
  }

  async #revive({ id }: Job): Promise<void> {
    const moved = await this.#boss.redrive(DEAD_LETTERS, { ids: [id] });
    if (moved === 0) await this.#boss.deleteJob(DEAD_LETTERS, id);
  }

  /** By the id of the job that it was. */
  async #deadLetter(id: string): Promise<Job | undefined> {
    return (await this.#deadLetters()).find(({ sourceId }) => sourceId === id);
  }

  async #deadWith(code: ErrorCode | undefined): Promise<Job[]> {
    const all = await this.#deadLetters();
    return code === undefined
      ? all
      : all.filter(({ sourceOutput }) => failureOf(readOutput(sourceOutput)) === code);
  }

  async #deadLetters(): Promise<Job[]> {
    const all: Job[] = [];
    if ((await this.#boss.getQueue(DEAD_LETTERS)) === null) return all;
    for (;;) {
      const after = all.at(-1)?.id;
      const page = await this.#boss.findJobs(DEAD_LETTERS, after === undefined ? {} : { after });
      if (page.length === 0) return all;
      all.push(...page);
    }
  }

  async #find(id: string): Promise<Job> {
    for (const { name } of await this.#boss.getQueues()) {
      const [job] = await this.#boss.findJobs(name, { id });
      if (job && (job.state === 'created' || job.state === 'retry' || job.state === 'active')) return job;
    }
    throw new CodedError('job/not-found');
  }
}
