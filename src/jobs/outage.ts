import type { Logger } from '../logger.ts';
import { bossFields } from './boss.ts';

/** Calls that began before the database was back still fail after others have succeeded. */
const QUIET_MS = 5_000;

/** Says once that the queue's database is away, and once that it is back; every other error each time. */
export class Outage {
  readonly #logger: Logger;
  readonly #now: () => number;
  #begun: number | undefined;
  #lastFailure = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  failed(error: Error): void {
    const fields = bossFields(error);
    const isAway = fields.code === 'store/unavailable';
    const isKnown = this.#begun !== undefined;
    if (isAway) {
      this.#lastFailure = this.#now();
      this.#begun ??= this.#lastFailure;
    }
    if (!isAway || !isKnown) this.#logger.error(fields, 'job queue');
  }

  answered(): void {
    if (this.#begun === undefined || this.#now() - this.#lastFailure < QUIET_MS) return;
    const awaySeconds = Math.round((this.#lastFailure - this.#begun) / 1000);
    this.#begun = undefined;
    this.#logger.info({ awaySeconds }, 'job queue: the database is back');
  }
}
