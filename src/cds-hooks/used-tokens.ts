/** Remembers the `jti`s of accepted tokens, so that none is taken twice (CDS Hooks 2.0.1, "Trusting CDS Clients"). */
export interface TokenRegister {
  /** True when this token was used before; `expiresAt` is when it can be forgotten. */
  seen(issuer: string, jti: string, expiresAt: Date): Promise<boolean>;
}

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
