import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { CodedError } from '../../errors.ts';
import type { NetImage, Segmentation, Segmenter } from './segmenter.ts';
import type { WorkerOptions } from './segment-worker.ts';
import type { Weights } from './weights.ts';

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
  readonly #pool: Piscina<readonly NetImage[], Segmentation[]>;
  readonly #turn = pLimit(1);
  readonly #timeoutMs: number;
  #running: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(weights: Weights, { threads = 2, timeoutMs = 30_000 }: OnnxSegmenterOptions) {
    this.#timeoutMs = timeoutMs;
    const workerData: WorkerOptions = { weightsFile: weights.file, threads };
    this.#pool = new Piscina<readonly NetImage[], Segmentation[]>({
      filename: new URL('./segment-worker.ts', import.meta.url).href,
      workerData,
      minThreads: 1,
      maxThreads: 1,
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
      await segmenter.segment([{ rows: 32, columns: 32, pixels: new Float32Array(32 * 32) }]);
      return segmenter;
    } catch (thrown) {
      await segmenter.close();
      throw new CodedError('model/runtime', undefined, { cause: thrown });
    }
  }

  async segment(images: readonly NetImage[]): Promise<Segmentation[]> {
    // Nothing but numbers can be sent to a thread.
    const sent = images.map(({ rows, columns, pixels }) => ({ rows, columns, pixels }));
    try {
      return await this.#turn(() => this.#inTime(sent));
    } catch (thrown) {
      throw new CodedError('model/failed', undefined, { cause: thrown });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running.catch(() => undefined);
    await this.#pool.destroy();
  }

  async #inTime(images: readonly NetImage[]): Promise<Segmentation[]> {
    // One that nobody waits for any more may still be at it.
    await this.#running.catch(() => undefined);
    if (this.#closed) throw new Error('closed');
    const answer = this.#pool.run(images);
    this.#running = answer;
    const enough = new AbortController();
    const late = pause(this.#timeoutMs, undefined, { signal: enough.signal }).then(() => {
      throw new Error(`no answer within ${this.#timeoutMs} ms`);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      late.catch(() => undefined);
      enough.abort();
    }
  }
}
