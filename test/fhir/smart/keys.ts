import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { generatePrivateJwk } from '../../../src/fhir/smart/generate-key.ts';
import type { SigningAlgorithm } from '../../../src/fhir/smart/private-keys.ts';
import { publicJwks } from '../../../src/fhir/smart/public-jwks.ts';

/** A file with a new private key in a folder of its own, until disposed of. */
export async function keyFile(alg: SigningAlgorithm = 'ES384') {
  const folder = await mkdtempDisposable(join(tmpdir(), 'mscore-key-'));
  const file = join(folder.path, 'key.json');
  const jwk = await generatePrivateJwk(alg);
  const write = (keys: readonly JWK[]) => writeFile(file, JSON.stringify({ keys }));
  await write([jwk]);
  return {
    file,
    jwk,
    /** Puts other keys there. */
    write,
    registered: async () => ({ jwks: await publicJwks([file]) }),
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
