import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

/** A key pair as an EHR has one, its public half ready to be pinned. */
export interface ClientKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK & { readonly kty: string; readonly kid: string };
}

export async function clientKey(algorithm: string, kid: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const { kty = '', ...jwk } = await exportJWK(publicKey);
  return { privateKey, publicKey, jwk: { ...jwk, kty, kid, alg: algorithm, use: 'sig' } };
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

export interface TokenChanges {
  readonly header?: Record<string, unknown>;
  readonly payload?: JWTPayload;
}

/** A token as a client should make them, but for the changes; `undefined` leaves a claim out. */
export function signToken(
  key: ClientKey,
  { iss, aud }: { readonly iss: string; readonly aud: string },
  { header = {}, payload = {} }: TokenChanges = {},
): Promise<string> {
  const claims = { iss, aud, iat: seconds(), exp: seconds() + 300, jti: randomUUID(), ...payload };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.jwk.alg ?? 'ES384', kid: key.jwk.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
}
