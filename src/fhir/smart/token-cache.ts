import type { GrantedToken } from './token-request.ts';

/** A token is renewed this long before its end, or when a fifth of its life is left, if that is later. */
const EARLY_SECONDS = 60;

interface CachedToken {
  readonly value: string;
  readonly renewAt: number;
}

/** One token for all who need it: asked for once at a time, kept in memory only, renewed before it ends. */
export class TokenCache {
  readonly #fetchToken: () => Promise<GrantedToken>;
  readonly #now: () => number;
  #cached: CachedToken | undefined;
  #pending: Promise<CachedToken> | undefined;

  /** @param now in milliseconds */
  constructor(fetchToken: () => Promise<GrantedToken>, now: () => number = Date.now) {
    this.#fetchToken = fetchToken;
    this.#now = now;
  }

  /** Raises what the fetch raises; nothing of that is kept, so that the next caller asks anew. */
  async token(): Promise<string> {
    if (this.#cached && this.#now() < this.#cached.renewAt) return this.#cached.value;
    this.#pending ??= this.#renew();
    return (await this.#pending).value;
  }

  /** The server did not take this token; a newer one that is there already stays. */
  refused(token: string): void {
    if (this.#cached?.value === token) this.#cached = undefined;
  }

  async #renew(): Promise<CachedToken> {
    const asked = this.#now();
    try {
      const { value, lifetimeSeconds } = await this.#fetchToken();
      const early = Math.min(EARLY_SECONDS, lifetimeSeconds / 5);
      this.#cached = { value, renewAt: asked + (lifetimeSeconds - early) * 1000 };
      return this.#cached;
    } finally {
      this.#pending = undefined;
    }
  }
}
