import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Response } from 'express';
import { CodedError } from '../errors.ts';

export interface LimitedClient {
  readonly issuer: string;
  readonly settings: { readonly requestsPerMinute: number };
}

/** Raises `request/too-many` when the client must wait, and says in `Retry-After` how many seconds. */
export type RateLimit = (client: LimitedClient, response: Response) => Promise<void>;

/**
 * So many requests a minute from each client, as its settings say. Every process counts by itself: it is load
 * that is bounded, and that is on each. Only callers whose token was checked are counted, so nobody can use up
 * what another is allowed.
 */
export function rateLimitPerClient(): RateLimit {
  const limiters = new Map<string, RateLimiterMemory>();
  return async ({ issuer, settings }, response) => {
    const limiter =
      limiters.get(issuer) ?? new RateLimiterMemory({ points: settings.requestsPerMinute, duration: 60 });
    limiters.set(issuer, limiter);
    try {
      await limiter.consume(issuer);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      response.set('Retry-After', String(Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))));
      throw new CodedError('request/too-many');
    }
  };
}
