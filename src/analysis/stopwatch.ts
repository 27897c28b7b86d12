import { performance } from 'node:perf_hooks';

/** How long each stage took, in whole milliseconds. */
export class Stopwatch {
  readonly #milliseconds = new Map<string, number>();
  readonly #onStage: (stage: string) => void;

  /** @param onStage told when a stage begins */
  constructor(onStage: (stage: string) => void = () => {}) {
    this.#onStage = onStage;
  }

  async time<Result>(stage: string, running: Promise<Result>): Promise<Result> {
    this.#onStage(stage);
    const start = performance.now();
    try {
      return await running;
    } finally {
      this.#milliseconds.set(stage, Math.round(performance.now() - start));
    }
  }

  timeSync<Result>(stage: string, run: () => Result): Result {
    this.#onStage(stage);
    const start = performance.now();
    const result = run();
    this.#milliseconds.set(stage, Math.round(performance.now() - start));
    return result;
  }

  timings(): Record<string, number> {
    return Object.fromEntries(this.#milliseconds);
  }
}
