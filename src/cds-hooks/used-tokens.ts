/** Remembers the `jti`s of accepted tokens, so that none is taken twice (CDS Hooks 2.0.1, "Trusting CDS Clients"). */
export interface TokenRegister {
  /** True when this token was used before; `expiresAt` is when it can be forgotten. */
  seen(issuer: string, jti: string, expiresAt: Date): Promise<boolean>;
}
