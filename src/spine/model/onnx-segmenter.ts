import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { CodedError } from '../../errors.ts';
import type { NetImage, Segmentation, Segmenter } from './segmenter.ts';
import type { WorkerOptions } from './segment-worker.ts';
import type { Weights } from './weights.ts';

/** So many images wait for the net while an answer is read: it is never without one. */
const AHEAD = 2;

export interface OnnxSegmenterOptions {
  /** Threads that one inference may use. */
  readonly threads?: number;
  /** Milliseconds that the images of one study may take, once it is their turn. */
  readonly timeoutMs?: number;
}

/**
 * The net in a worker thread of its own: what it takes of time and memory is not the hook's. One study after the
 * other. The worker is never ended while it computes, because the runtime would take the whole process along:
 * who waits too long is answered, and the computation comes to its end unheard. Close it when done.
 */
export class OnnxSegmenter implements Segmenter {
  readonly #pool: Piscina<NetImage, Segmentation>;
  readonly #turn = pLimit(1);
  readonly #timeoutMs: number;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(weights: Weights, { threads = 2, timeoutMs = 30_000 }: OnnxSegmenterOptions) {
    this.#timeoutMs = timeoutMs;
    const workerData: WorkerOptions = { weightsFile: weights.file, threads };
    this.#pool = new Piscina<NetImage, Segmentation>({
      filename: new URL('./segment-worker.ts', import.meta.url).href,
      workerData,
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: AHEAD + 1,
    });
  }

  /**
   * Starts the worker and lets it answer once.
   *
   * @throws CodedError `model/runtime` when the runtime is missing or does not take the weights
   */
  static async start(weights: Weights, options: OnnxSegmenterOptions = {}): Promise<OnnxSegmenter> {
    const segmenter = new OnnxSegmenter(weights, options);
    try {
      const view = { rows: 32, columns: 32, pixels: new Float32Array(32 * 32) };
      await segmenter.segment([{ view }], () => undefined);
      return segmenter;
    } catch (thrown) {
      await segmenter.close();
      throw new CodedError('model/runtime', undefined, { cause: thrown });
    }
  }

  async segment<Shown extends { readonly view: NetImage }, Read>(
    shown: Iterable<Shown>,
    read: (segmentation: Segmentation, shown: Shown) => Read,
  ): Promise<Read[]> {
    return this.#turn(async () => {
      // One that nobody waits for any more may still be at it.
      await this.#running;
      const late = lateAfter(this.#timeoutMs);
      try {
        return await this.#inTurn(shown, read, late.rejected);
      } finally {
        late.cancel();
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#pool.destroy();
  }

  async #inTurn<Shown extends { readonly view: NetImage }, Read>(
    shown: Iterable<Shown>,
    read: (segmentation: Segmentation, shown: Shown) => Read,
    late: Promise<never>,
  ): Promise<Read[]> {
    const results: Read[] = [];
    const ahead: { one: Shown; answer: Promise<Segmentation> }[] = [];
    const readNext = async () => {
      const next = ahead.shift();
      if (next) results.push(read(await inTime(next.answer, late), next.one));
    };
    for (const one of shown) {
      ahead.push({ one, answer: this.#ask(one.view) });
      if (ahead.length > AHEAD) await readNext();
    }
    while (ahead.length > 0) await readNext();
    return results;
  }

  #ask({ rows, columns, pixels }: NetImage): Promise<Segmentation> {
    // Nothing but numbers can be sent to a thread.
    const answer = this.#closed
      ? Promise.reject(new Error('closed'))
      : this.#pool.run({ rows, columns, pixels });
    // Also settles, and was heard, when nobody reads the answer any more.
    this.#running = Promise.allSettled([this.#running, answer]).then(() => undefined);
    return answer;
  }
}

/** The answer, or `model/failed` when there is none in time. */
async function inTime<T>(answer: Promise<T>, late: Promise<never>): Promise<T> {
  try {
    // Of two that are settled the first counts: answers that lie there already must not hide that it is too late.
    return await Promise.race([late, answer]);
  } catch (thrown) {
    throw new CodedError('model/failed', undefined, { cause: thrown });
  }
}

function lateAfter(milliseconds: number) {
  const enough = new AbortController();
  const rejected = pause(milliseconds, undefined, { signal: enough.signal }).then((): never => {
    throw new Error(`no answer within ${milliseconds} ms`);
  });
  rejected.catch(() => undefined);
  return { rejected, cancel: () => enough.abort() };
}
