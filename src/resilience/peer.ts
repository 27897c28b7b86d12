import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  noJitterGenerator,
  retry,
  type RetryPolicy,
} from 'cockatiel';
import { CodedError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { PeerKind, PeerTuning } from './peer-tuning.ts';

export interface RunOptions {
  /** Aborts when the caller does not want the answer any more, e.g. when the hook's time is up. */
  readonly signal?: AbortSignal | undefined;
  /** Only for what may be asked twice: a read, never a write. */
  readonly retry: boolean;
}

/**
 * One server that we ask. What fails for a moment is tried again after a random pause ("full jitter", M. Brooker,
 * AWS Architecture Blog 2015); a server that fails again and again is left alone ("circuit breaker", M. Nygard,
 * Release It!), and then asked one thing at a time until it answers.
 */
export class Peer {
  readonly kind: PeerKind;
  readonly host: string;
  readonly #slowMs: number;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #retry: RetryPolicy;
  #paused = false;

  constructor(kind: PeerKind, host: string, tuning: PeerTuning, logger: Logger) {
    this.kind = kind;
    this.host = host;
    this.#slowMs = tuning.slowMs;
    this.#breaker = circuitBreaker(
      handleWhen((thrown) => this.#countsAgainst(thrown)),
      {
        breaker: new ConsecutiveBreaker(tuning.failures),
        halfOpenAfter: new ExponentialBackoff({
          initialDelay: tuning.pauseMs,
          maxDelay: tuning.maxPauseMs,
          generator: noJitterGenerator,
        }),
      },
    );
    this.#retry = retry(
      handleWhen((thrown) => isMomentary(thrown, kind)),
      {
        maxAttempts: tuning.retries,
        backoff: new ExponentialBackoff({
          initialDelay: tuning.retryMs,
          maxDelay: 1_000,
          generator: fullJitterGenerator,
        }),
      },
    );
    this.#breaker.onBreak(() => this.#pause(logger));
    this.#breaker.onReset(() => this.#resume(logger));
  }

  /** Whether it is left alone, or asked just one thing to see whether it answers again. */
  get paused(): boolean {
    return this.#paused;
  }

  /**
   * What `attempt` gives.
   *
   * @throws CodedError `fhir/paused`, `pacs/paused` or `smart/paused` without an attempt while the peer is left
   *   alone; what the last attempt throws
   */
  async run<Result>(attempt: () => Promise<Result>, { signal, retry: again }: RunOptions): Promise<Result> {
    const once = () => this.#guarded(attempt, signal);
    return again ? this.#retry.execute(once, signal) : once();
  }

  async #guarded<Result>(attempt: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    // The library would let it wait for the one that is being tried; a hook has no time for that.
    if (this.#breaker.state === CircuitState.HalfOpen) throw this.#pausedError();
    try {
      return await this.#breaker.execute(() => this.#timed(attempt, signal));
    } catch (thrown) {
      if (thrown instanceof BrokenCircuitError) throw this.#pausedError();
      throw thrown instanceof GivenUp ? thrown.cause : thrown;
    }
  }

  async #timed<Result>(attempt: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const started = performance.now();
    try {
      return await attempt();
    } catch (thrown) {
      if (signal?.aborted && performance.now() - started < this.#slowMs) throw new GivenUp(thrown);
      throw thrown;
    }
  }

  /** A trial that was given up has not shown that the peer answers again. */
  #countsAgainst(thrown: unknown): boolean {
    if (thrown instanceof GivenUp) return this.#breaker.state === CircuitState.HalfOpen;
    return isMomentary(thrown, this.kind) || hasCode(thrown, `${this.kind}/timeout`);
  }

  /** The library tells of every trial that failed; a reader of the log wants the change alone. */
  #pause(logger: Logger): void {
    if (this.#paused) return;
    this.#paused = true;
    const { code, message, remedy } = this.#pausedError();
    logger.error({ code, kind: this.kind, peer: this.host, remedy }, message);
  }

  #resume(logger: Logger): void {
    this.#paused = false;
    logger.info({ kind: this.kind, peer: this.host }, 'a server that was left alone answers again');
  }

  #pausedError(): CodedError {
    return new CodedError(`${this.kind}/paused`, this.host);
  }
}

/** The caller wanted the answer no more before the peer could be called slow. */
class GivenUp extends Error {
  constructor(cause: unknown) {
    super('given up', { cause });
  }
}

/** Worth another try at once: what takes too long would take too long again. */
function isMomentary(thrown: unknown, kind: PeerKind): boolean {
  return hasCode(thrown, `${kind}/unavailable`) || hasCode(thrown, 'pacs/incomplete');
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof CodedError && thrown.code === code;
}
