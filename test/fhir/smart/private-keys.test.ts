import { describe, expect, test } from '@jest/globals';
import { generateKeyPair, exportJWK } from 'jose';
import { CodedError } from '../../../src/errors.ts';
import { generatePrivateJwk } from '../../../src/fhir/smart/generate-key.ts';
import { parsePrivateKeys, readPrivateKeys } from '../../../src/fhir/smart/private-keys.ts';
import { publicJwks } from '../../../src/fhir/smart/public-jwks.ts';
import { logFields } from '../../../src/log-fields.ts';
import { keyFile } from './keys.ts';

const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']);

test.each([
  ['ES384', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
  ['RS384', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
] as const)('of a key of %s only the public half is published', async (alg, members) => {
  await using own = await keyFile(alg);
  const [jwk = {}] = (await publicJwks([own.file])).keys;
  expect(Object.keys(jwk).toSorted()).toEqual(members);
  const text = JSON.stringify(jwk);
  const secrets = Object.entries(own.jwk).filter(([member]) => PRIVATE_MEMBERS.has(member));
  expect(secrets.length).toBeGreaterThan(0);
  for (const [, secret] of secrets) expect(text).not.toContain(secret);
});

test('of several keys the first signs, and all are published, each once', async () => {
  await using own = await keyFile();
  const next = await generatePrivateJwk('RS384');
  await own.write([next, own.jwk]);
  const [signing] = await readPrivateKeys(own.file);
  expect([signing.kid, signing.alg]).toEqual([next.kid, 'RS384']);
  const { keys } = await publicJwks([own.file, own.file]);
  expect(keys.map(({ kid }) => kid)).toEqual([next.kid, own.jwk.kid]);
});

test('a key without a name is called by its thumbprint (RFC 7638)', async () => {
  const { kid: _, ...unnamed } = await generatePrivateJwk('ES384');
  const [first] = await parsePrivateKeys(JSON.stringify(unnamed));
  const [second] = await parsePrivateKeys(JSON.stringify({ keys: [unnamed] }));
  expect(first.kid).toMatch(/^[\w-]{43}$/);
  expect(second.kid).toBe(first.kid);
});

async function shortRsaKey() {
  const { privateKey } = await generateKeyPair('RS384', { extractable: true });
  const { n = '', ...rest } = await exportJWK(privateKey);
  return { ...rest, n: n.slice(0, 171) };
}

describe('a file that holds', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['no JSON', async () => '-----BEGIN PRIVATE KEY-----'],
    ['no key', async () => ({ keys: [] })],
    ['a public key', async () => ({ ...(await generatePrivateJwk('ES384')), d: undefined })],
    ['a symmetric key', async () => ({ kty: 'oct', k: 'c2VjcmV0' })],
    ['a key on another curve', async () => ({ ...(await generatePrivateJwk('ES384')), crv: 'P-256' })],
    ['a key for another algorithm', async () => ({ ...(await generatePrivateJwk('RS384')), alg: 'RS256' })],
    ['a short RSA key', shortRsaKey],
    ['numbers that are no key', async () => ({ ...(await generatePrivateJwk('ES384')), x: 'AAAA' })],
  ])('%s is refused, without a word of what it holds', async (_what, content) => {
    const value = await content();
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const thrown: unknown = await parsePrivateKeys(text).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'smart/key' });
    const said = JSON.stringify([logFields(thrown), thrown instanceof CodedError && thrown.message]);
    for (const [, member] of text.matchAll(/"(?:d|k|p)":"([^"]+)"/g)) expect(said).not.toContain(member);
  });

  test('nothing, as it is not there', async () => {
    await expect(readPrivateKeys('/nowhere/key.json')).rejects.toMatchObject({ code: 'smart/key' });
  });
});
