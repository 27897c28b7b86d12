import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { PrivateKey } from './private-keys.ts';

/** At most 5 minutes by the server's clock; one is left for clocks that differ. */
const LIFETIME = '4 minutes';

/**
 * The signed statement that we are the client (RFC 7523; SMART App Launch 2.2, "Authentication JWT"): made out to
 * one token endpoint, for one use.
 */
export function clientAssertion(clientId: string, tokenEndpoint: string, key: PrivateKey): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenEndpoint)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(key.key);
}
