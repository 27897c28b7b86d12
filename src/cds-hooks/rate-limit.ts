import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { CdsClient } from './client-authentication.ts';

/** Seconds until the client may call again; undefined while it may. */
export type RateLimit = (client: CdsClient) => Promise<number | undefined>;

/**
 * So many requests a minute from each client, as its settings say. Every process counts by itself: it is load
 * that is bounded, and that is on each. Only callers whose token was checked are counted, so nobody can use up
 * what another is allowed.
 */
export function rateLimitPerClient(): RateLimit {
  const limiters = new Map<string, RateLimiterMemory>();
  return async ({ issuer, settings }) => {
    const limiter =
      limiters.get(issuer) ?? new RateLimiterMemory({ points: settings.requestsPerMinute, duration: 60 });
    limiters.set(issuer, limiter);
    try {
      await limiter.consume(issuer);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      return Math.max(1, Math.ceil(thrown.msBeforeNext / 1000));
    }
  };
}
