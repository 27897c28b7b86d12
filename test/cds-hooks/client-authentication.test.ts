import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';
import nock from 'nock';
import {
  configuredClients,
  openClients,
  type Authenticate,
  type CdsClientConfig,
} from '../../src/cds-hooks/client-authentication.ts';
import { DEFAULT_SETTINGS } from '../../src/cds-hooks/client-settings.ts';
import { tokensInMemory } from './support/tokens-in-memory.ts';
import { CodedError } from '../../src/errors.ts';

const ISSUER = 'https://ehr.example.org';
const JKU = 'https://ehr.example.org/.well-known/jwks.json';
const AUDIENCE = 'https://mscore.example.org/cds-services/lumbar-mri';
const KID = 'key-1';

interface TestKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

async function makeKey(algorithm: string, kid: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

interface Changes {
  readonly header?: Record<string, unknown>;
  readonly payload?: JWTPayload;
  readonly key?: TestKey;
}

describe('a token of a configured client', () => {
  let es384: TestKey;
  let rs384: TestKey;
  let es256: TestKey;
  let stranger: TestKey;
  let pinned: CdsClientConfig;
  let authenticate: Authenticate;

  beforeAll(async () => {
    es384 = await makeKey('ES384', KID);
    rs384 = await makeKey('RS384', 'key-rsa');
    es256 = await makeKey('ES256', 'key-p256');
    stranger = await makeKey('ES384', KID);
    const jwks = { keys: [es384.jwk, rs384.jwk, es256.jwk] };
    pinned = { issuer: ISSUER, jwks, jwksUrl: JKU, fhirServers: ['https://ehr.example.org/fhir'] };
    authenticate = configuredClients([pinned], tokensInMemory());
  });

  /** A token as the CDS Hooks sandbox makes them, but for the changes. */
  function sign({ header = {}, payload = {}, key = es384 }: Changes = {}): Promise<string> {
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      iat: now(),
      exp: now() + 300,
      jti: randomUUID(),
      ...payload,
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES384', kid: KID, typ: 'JWT', jku: JKU, ...header })
      .sign(key.privateKey);
  }

  function unsigned(header: object, payload: object = {}): string {
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      iat: now(),
      exp: now() + 300,
      jti: randomUUID(),
      ...payload,
    };
    return `${encode({ kid: KID, typ: 'JWT', ...header })}.${encode(claims)}`;
  }

  const accepted: [string, () => Promise<string>][] = [
    ['S3 signed with ES384', () => sign()],
    ['S3 signed with RS384', () => sign({ header: { alg: 'RS384', kid: 'key-rsa' }, key: rs384 })],
    [
      'S2 with our address among several audiences',
      () => sign({ payload: { aud: ['https://x.example', AUDIENCE] } }),
    ],
    ['S5 without a jku', () => sign({ header: { jku: undefined } })],
    ['S7 of a clock that is 50 s ahead', () => sign({ payload: { iat: now() + 50, exp: now() + 350 } })],
    ['S7 that ran out 50 s ago', () => sign({ payload: { iat: now() - 300, exp: now() - 50 } })],
    [
      "S7 as Epic's: nbf 5 minutes before iat, 15 minutes long",
      () =>
        sign({
          header: { alg: 'RS384', kid: 'key-rsa' },
          key: rs384,
          payload: { nbf: now() - 300, exp: now() + 900 },
        }),
    ],
  ];

  test.each(accepted)('%s is accepted', async (_what, token) => {
    await expect(authenticate(`Bearer ${await token()}`, [AUDIENCE])).resolves.toEqual({
      issuer: ISSUER,
      fhirServers: ['https://ehr.example.org/fhir'],
      settings: DEFAULT_SETTINGS,
    });
  });

  const refused: [string, string, () => Promise<string> | string][] = [
    ['S11 expired', 'ERR_JWT_EXPIRED', () => sign({ payload: { iat: now() - 400, exp: now() - 100 } })],
    ['S11 of the future', 'claim iat', () => sign({ payload: { iat: now() + 120, exp: now() + 420 } })],
    ['S11 not valid yet', 'claim nbf', () => sign({ payload: { nbf: now() + 120 } })],
    ['S11 living longer than 15 minutes', 'lives too long', () => sign({ payload: { exp: now() + 3600 } })],
    [
      'S11 issued long ago',
      'ERR_JWT_EXPIRED',
      () => sign({ payload: { iat: now() - 3600, exp: now() + 60 } }),
    ],
    ['S11 for another service', 'claim aud', () => sign({ payload: { aud: `${AUDIENCE}-report` } })],
    ['S11 for the bare host', 'claim aud', () => sign({ payload: { aud: 'https://mscore.example.org' } })],
    [
      'S11 by an unknown issuer',
      'unknown issuer',
      () => sign({ payload: { iss: 'https://other.example.org' } }),
    ],
    [
      'S11 by an issuer that differs in a slash',
      'unknown issuer',
      () => sign({ payload: { iss: `${ISSUER}/` } }),
    ],
    [
      'S11 naming a foreign jku',
      'foreign jku',
      () => sign({ header: { jku: 'https://evil.example.org/jwks.json' } }),
    ],
    ['S11 naming a jku that begins alike', 'foreign jku', () => sign({ header: { jku: `${JKU}?evil` } })],
    [
      'S11 signed by a stranger under a known kid',
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      () => sign({ key: stranger }),
    ],
    ['S11 with an unknown kid', 'ERR_JWKS_NO_MATCHING_KEY', () => sign({ header: { kid: 'key-9' } })],
    ['S11 without a kid', 'no kid', () => sign({ header: { kid: undefined } })],
    ['S11 without typ', 'claim typ', () => sign({ header: { typ: undefined } })],
    ['S11 of another typ', 'claim typ', () => sign({ header: { typ: 'at+jwt' } })],
    [
      'S3 signed with ES256',
      'ERR_JOSE_ALG_NOT_ALLOWED',
      () => sign({ header: { alg: 'ES256', kid: 'key-p256' }, key: es256 }),
    ],
    ['S11 with alg none', 'ERR_JOSE_ALG_NOT_ALLOWED', () => `${unsigned({ alg: 'none' })}.`],
    [
      'S11 with HS256 and the public key as secret',
      'ERR_JOSE_ALG_NOT_ALLOWED',
      async () => {
        const input = unsigned({ alg: 'HS256' });
        const mac = createHmac('sha256', await exportSPKI(es384.publicKey))
          .update(input)
          .digest('base64url');
        return `${input}.${mac}`;
      },
    ],
    [
      'S11 changed after signing',
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      async () => {
        const [header = '', , signature = ''] = (await sign()).split('.');
        const [, claims = ''] = unsigned({ alg: 'ES384' }, { sub: 'someone else' }).split('.');
        return `${header}.${claims}.${signature}`;
      },
    ],
    [
      'S11 without its signature',
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      async () => `${(await sign()).split('.').slice(0, 2).join('.')}.`,
    ],
    ['S11 oversized', 'token too large', () => sign({ payload: { filler: 'x'.repeat(9000) } })],
    ['S11 with a NUL in its jti', 'jti', () => sign({ payload: { jti: 'a\0b' } })],
    ['S11 with an empty jti', 'jti', () => sign({ payload: { jti: '' } })],
    ['S11 with an endless jti', 'jti', () => sign({ payload: { jti: 'j'.repeat(1000) } })],
    ['S11 without iss', 'unknown issuer', () => sign({ payload: { iss: undefined } })],
    ...['aud', 'exp', 'iat', 'jti'].map((claim): [string, string, () => Promise<string>] => [
      `S11 without ${claim}`,
      `claim ${claim}`,
      () => sign({ payload: { [claim]: undefined } }),
    ]),
    ['S11 that is not a JWT', 'not a JWT', () => 'a.b.c'],
    ['S11 that is empty', 'no bearer token', () => ''],
  ];

  test.each(refused)('%s is refused (%s)', async (_what, why, token) => {
    const answer = authenticate(`Bearer ${await token()}`, [AUDIENCE]);
    await expect(answer).rejects.toMatchObject({
      code: 'client/unauthorized',
      httpStatus: 401,
      message: expect.stringContaining(`(${why})`),
    });
  });

  test.each([undefined, '', 'Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b'])(
    'S1 is needed: %s',
    async (header) => {
      await expect(authenticate(header, [AUDIENCE])).rejects.toMatchObject({ code: 'client/unauthorized' });
    },
  );

  test('S7 is taken once', async () => {
    const token = await sign();
    await authenticate(`Bearer ${token}`, [AUDIENCE]);
    await expect(authenticate(`Bearer ${token}`, [AUDIENCE])).rejects.toThrow(/replayed/);
  });

  test('S7 is remembered beyond the last second in which it is taken, fractions included', async () => {
    const until: Date[] = [];
    const seen = (_issuer: string, _jti: string, expiresAt: Date) => {
      until.push(expiresAt);
      return Promise.resolve(false);
    };
    const exp = now() + 300;
    const remembering = configuredClients([pinned], { seen });
    await remembering(`Bearer ${await sign({ payload: { exp: exp + 0.5 } })}`, [AUDIENCE]);
    expect(until).toEqual([new Date((exp + 1 + 60 + 1) * 1000)]);
  });

  test('S7 with the jti of another issuer is not a replay', async () => {
    const other = { ...pinned, issuer: 'https://other.example.org' };
    const both = configuredClients([pinned, other], tokensInMemory());
    await both(`Bearer ${await sign({ payload: { jti: 'same' } })}`, [AUDIENCE]);
    const token = await sign({ payload: { jti: 'same', iss: other.issuer } });
    await expect(both(`Bearer ${token}`, [AUDIENCE])).resolves.toMatchObject({ issuer: other.issuer });
  });

  test('S7 is our fault, not a 401, when the register of used tokens is away', async () => {
    const away = configuredClients([pinned], {
      seen: () => Promise.reject(new CodedError('store/unavailable')),
    });
    await expect(away(`Bearer ${await sign()}`, [AUDIENCE])).rejects.toMatchObject({
      code: 'store/unavailable',
    });
  });

  test('S9 is not quoted in the reason that we log', async () => {
    const token = await sign({ payload: { iat: now() - 4000, exp: now() - 3000, jti: 'very-secret' } });
    const error: unknown = await authenticate(`Bearer ${token}`, [AUDIENCE]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ message: expect.stringContaining('ERR_JWT_EXPIRED') });
    expect(String(error)).not.toMatch(/very-secret|eyJ/);
  });

  describe('whose keys are fetched', () => {
    const host = new URL(JKU).origin;
    const path = new URL(JKU).pathname;
    let fetching: CdsClientConfig;

    beforeAll(() => {
      nock.disableNetConnect();
      fetching = { issuer: ISSUER, jwksUrl: JKU, fhirServers: [] };
    });
    afterEach(() => nock.cleanAll());
    afterAll(() => {
      nock.enableNetConnect();
      nock.restore();
    });

    test('S5 is checked by the keys at the configured address, fetched once', async () => {
      const keys = nock(host)
        .get(path)
        .once()
        .reply(200, { keys: [es384.jwk] });
      const byUrl = configuredClients([fetching], tokensInMemory());
      await byUrl(`Bearer ${await sign()}`, [AUDIENCE]);
      await expect(byUrl(`Bearer ${await sign()}`, [AUDIENCE])).resolves.toMatchObject({ issuer: ISSUER });
      expect(keys.isDone()).toBe(true);
    });

    test('S5 makes us fetch nothing when it names a foreign jku', async () => {
      const keys = nock('https://evil.example.org')
        .get('/jwks.json')
        .reply(200, { keys: [stranger.jwk] });
      const byUrl = configuredClients([fetching], tokensInMemory());
      const token = await sign({ key: stranger, header: { jku: 'https://evil.example.org/jwks.json' } });
      await expect(byUrl(`Bearer ${token}`, [AUDIENCE])).rejects.toThrow(/foreign jku/);
      expect(keys.isDone()).toBe(false);
    });

    test('S6 with an unknown kid makes us ask again at most every 30 s, so a rotated key is found', async () => {
      const published = [es384.jwk];
      let fetches = 0;
      nock(host)
        .persist()
        .get(path)
        .reply(200, () => ({ keys: published.slice(0, ++fetches) }));
      const byUrl = configuredClients([fetching], tokensInMemory());
      const rotated = () => sign({ key: rs384, header: { alg: 'RS384', kid: 'key-rsa' } });
      await byUrl(`Bearer ${await sign()}`, [AUDIENCE]);
      published.push(rs384.jwk);
      for (const token of [await rotated(), await rotated()]) {
        await expect(byUrl(`Bearer ${token}`, [AUDIENCE])).rejects.toThrow(/ERR_JWKS_NO_MATCHING_KEY/);
      }
      expect(fetches).toBe(1);
      const time = Date.now();
      const clock = jest.spyOn(Date, 'now').mockImplementation(() => time + 31_000);
      await expect(byUrl(`Bearer ${await rotated()}`, [AUDIENCE])).resolves.toMatchObject({ issuer: ISSUER });
      clock.mockRestore();
      expect(fetches).toBe(2);
    });

    const faults: [string, () => void][] = [
      ['answers 500', () => void nock(host).get(path).reply(500, 'no')],
      ['answers something else', () => void nock(host).get(path).reply(200, '<html>')],
      ['answers without keys', () => void nock(host).get(path).reply(200, { keys: [] })],
      [
        'redirects',
        () => void nock(host).get(path).reply(302, '', { Location: 'https://evil.example.org/jwks.json' }),
      ],
      ['cannot be reached', () => void nock(host).get(path).replyWithError('ECONNREFUSED')],
      [
        'answers endlessly',
        () =>
          void nock(host)
            .get(path)
            .reply(200, { keys: [], filler: 'x'.repeat(300_000) }),
      ],
    ];

    test.each(faults)('S5 is refused when their address %s', async (_what, intercept) => {
      intercept();
      const byUrl = configuredClients([fetching], tokensInMemory());
      await expect(byUrl(`Bearer ${await sign()}`, [AUDIENCE])).rejects.toMatchObject({ httpStatus: 401 });
    });
  });

  test.each([
    ['neither keys nor an address', { issuer: ISSUER, fhirServers: [] }],
    [
      'a symmetric key',
      { issuer: ISSUER, fhirServers: [], jwks: { keys: [{ kty: 'oct', kid: 'a', k: 'c2VjcmV0' }] } },
    ],
    [
      'a private key',
      { issuer: ISSUER, fhirServers: [], jwks: { keys: [{ kty: 'EC', kid: 'a', d: 'c2VjcmV0' }] } },
    ],
    ['a key without a kid', { issuer: ISSUER, fhirServers: [], jwks: { keys: [{ kty: 'EC' }] } }],
  ])('S5 cannot be checked, and the configuration is refused, with %s', (_what, client) => {
    expect(() => configuredClients([client], tokensInMemory())).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    );
  });
});

test('whoever calls without a token may be spoken to as any client', async () => {
  const settings = { profile: 'epic', requestsPerMinute: 7 } as const;
  await expect(openClients([], settings)(undefined, [AUDIENCE])).resolves.toMatchObject({ settings });
});

test('without configured clients everybody is the client "open"', async () => {
  await expect(openClients()(undefined, [AUDIENCE])).resolves.toMatchObject({
    issuer: 'open',
    fhirServers: [],
  });
  const fhirServers = ['http://127.0.0.1:8080/fhir'];
  await expect(openClients(fhirServers)(undefined, [AUDIENCE])).resolves.toMatchObject({
    issuer: 'open',
    fhirServers,
  });
});
