import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { SigningAlgorithm } from './private-keys.ts';

/** A new private key, to be kept in a file that only the service reads. RSA keys have 3072 bits (NIST SP 800-57). */
export async function generatePrivateJwk(alg: SigningAlgorithm): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  return { kid: randomUUID(), alg, use: 'sig', ...(await exportJWK(privateKey)) };
}
