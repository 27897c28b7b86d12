import type { SiteOf } from '../site.ts';
import type { FoundSummary, Measurements } from '../store/measurements.ts';
import type { Withdrawals } from '../store/withdrawals.ts';
import type { MeasureStudy } from './messages.ts';
import { currentInputs } from './current-inputs.ts';
import type { JobQueue } from './queue.ts';

/** How often to look when another process may be measuring: short against the time a study takes, long against a query. */
const POLL_MS = 40;
/** What is left of the hook's time for the decision and the card. */
const TO_ANSWER_MS = 200;

/** How long a hook can wait. */
export interface Patience {
  /** Aborts when the hook's time is up. */
  readonly signal: AbortSignal;
  /** When that will be, in milliseconds since 1970. */
  readonly answerBy: number;
}

export interface DeskDependencies {
  readonly measurements: Measurements;
  readonly queue: JobQueue;
  readonly siteOf: SiteOf;
  readonly withdrawals: Pick<Withdrawals, 'of'>;
  /** How long a hook waits at most for a study that is being measured; 0 does not wait. */
  readonly waitMs: number;
}

/** Where hooks ask for a measurement: known at once, else queued and waited for within the hook's budget. */
export class MeasurementDesk {
  readonly #measurements: Measurements;
  readonly #queue: JobQueue;
  readonly #siteOf: SiteOf;
  readonly #withdrawals: Pick<Withdrawals, 'of'>;
  readonly #waitMs: number;

  constructor({ measurements, queue, siteOf, withdrawals, waitMs }: DeskDependencies) {
    this.#measurements = measurements;
    this.#queue = queue;
    this.#siteOf = siteOf;
    this.#withdrawals = withdrawals;
    this.#waitMs = waitMs;
  }

  /**
   * The measurement of the study as it would come out today: one that rests on an older ROI file, reference
   * or patient identity is measured anew. `withdrawn` when the record says that it is somebody else's; undefined when the time was up; the study stays on the queue, and
   * the next hook has it.
   */
  async obtain(
    study: MeasureStudy,
    { signal, answerBy }: Patience,
  ): Promise<FoundSummary | 'withdrawn' | undefined> {
    const inputs = await currentInputs(study, this.#siteOf(study.client));
    const known = await this.#measurements.find(study, inputs);
    if (known) return known.withdrawn ? 'withdrawn' : known;
    // The PACS may still have what the record says is another patient's.
    if ((await this.#withdrawals.of(study)).length > 0) return 'withdrawn';
    await this.#queue.measureStudy(study);
    const until = Math.min(Date.now() + this.#waitMs, answerBy - TO_ANSWER_MS);
    while (Date.now() < until && !signal.aborted) {
      await this.#queue.measuredHere(study, POLL_MS);
      const measured = await this.#measurements.find(study, inputs);
      if (measured) return measured.withdrawn ? 'withdrawn' : measured;
    }
    return undefined;
  }
}
