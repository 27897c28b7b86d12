import type { TokenRegister } from '../../../src/cds-hooks/used-tokens.ts';

/** For one process: two replicas that each keep their own would let a token through twice. */
export function tokensInMemory(now: () => Date = () => new Date()): TokenRegister {
  const expiries = new Map<string, Date>();
  return {
    seen(issuer, jti, expiresAt) {
      const time = now();
      for (const [token, expiry] of expiries) if (expiry < time) expiries.delete(token);
      const token = JSON.stringify([issuer, jti]);
      const used = expiries.has(token);
      if (!used) expiries.set(token, expiresAt);
      return Promise.resolve(used);
    },
  };
}
