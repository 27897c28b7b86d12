import { type PublicJwk, readPrivateKeys } from './private-keys.ts';

/**
 * The public halves of all keys in these files, as a JWK set to register with an authorization server.
 *
 * @throws CodedError `smart/key`
 */
export async function publicJwks(keyFiles: readonly string[]): Promise<{ keys: PublicJwk[] }> {
  const files = await Promise.all(keyFiles.map(readPrivateKeys));
  const byKid = new Map(files.flat().map(({ publicJwk }) => [publicJwk.kid, publicJwk]));
  return { keys: [...byKid.values()] };
}
