import { readFile } from 'node:fs/promises';
import { calculateJwkThumbprint, importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import { CodedError } from '../../errors.ts';

export type SigningAlgorithm = 'RS384' | 'ES384';

/** The half of a key that everybody may know (RFC 7517). */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

export interface PrivateKey {
  readonly alg: SigningAlgorithm;
  readonly kid: string;
  /** Not extractable: it signs, and nothing else can be done with it. */
  readonly key: CryptoKey;
  readonly publicJwk: PublicJwk;
}

/** 2048 bits in base64url. */
const MIN_MODULUS_CHARACTERS = 342;
const base64url = z.string().regex(/^[\w-]+$/, { error: 'is not base64url' });
const kid = z.string().min(1).optional();

/** Both kinds of keys that servers must take (SMART App Launch 2.2, "Client Authentication: Asymmetric"). */
const privateJwkSchema = z.discriminatedUnion('kty', [
  z.looseObject({
    kty: z.literal('RSA'),
    kid,
    alg: z.literal('RS384').default('RS384'),
    n: base64url.min(MIN_MODULUS_CHARACTERS, { error: 'is shorter than 2048 bits' }),
    e: base64url,
    d: base64url,
  }),
  z.looseObject({
    kty: z.literal('EC'),
    kid,
    alg: z.literal('ES384').default('ES384'),
    crv: z.literal('P-384'),
    x: base64url,
    y: base64url,
    d: base64url,
  }),
]);
type PrivateJwk = z.infer<typeof privateJwkSchema>;
const fileSchema = z.union([
  z.looseObject({ keys: z.array(privateJwkSchema).min(1) }).transform(({ keys }) => keys),
  privateJwkSchema.transform((jwk) => [jwk]),
]);

/**
 * The private keys of a file: one JWK, or a JWK set of them. The first one signs; all are published, so that the
 * next key can be known to the server before it is used.
 *
 * @throws CodedError `smart/key`, with nothing of the key in it
 */
export async function readPrivateKeys(file: string): Promise<[PrivateKey, ...PrivateKey[]]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('smart/key', `${file} cannot be read`, { cause });
  });
  return parsePrivateKeys(text);
}

/** @throws CodedError `smart/key`, with nothing of the key in it */
export async function parsePrivateKeys(text: string): Promise<[PrivateKey, ...PrivateKey[]]> {
  const [first, ...others] = parseFile(text);
  if (!first) throw new CodedError('smart/key', 'the file has no key');
  return [await privateKey(first), ...(await Promise.all(others.map(privateKey)))];
}

function parseFile(text: string): PrivateJwk[] {
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new CodedError(
      'smart/key',
      'neither an RSA key of 2048 bits or more nor an EC key on P-384, as JWK',
    );
  return parsed.data;
}

/** The parser's own error would quote the file. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError('smart/key', 'the file is not JSON');
  }
}

async function privateKey(jwk: PrivateJwk): Promise<PrivateKey> {
  const { alg } = jwk;
  try {
    const key = await importJWK({ ...jwk, use: 'sig', key_ops: ['sign'], ext: false }, alg, {
      extractable: false,
    });
    if (key instanceof Uint8Array) throw new CodedError('smart/key', 'a symmetric key');
    const publicJwk = await publicHalf(jwk);
    return { alg, kid: publicJwk.kid, key, publicJwk };
  } catch {
    throw new CodedError('smart/key', 'its numbers are no key');
  }
}

/** Named member by member, so that nothing private can slip through. A key without a name is called by RFC 7638. */
async function publicHalf(jwk: PrivateJwk): Promise<PublicJwk> {
  const { alg } = jwk;
  const numbers =
    jwk.kty === 'RSA'
      ? { kty: jwk.kty, n: jwk.n, e: jwk.e }
      : { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
  return { ...numbers, kid: jwk.kid ?? (await calculateJwkThumbprint(numbers)), alg, use: 'sig' };
}
