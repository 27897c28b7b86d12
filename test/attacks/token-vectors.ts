import { createHmac, createPrivateKey, randomUUID, sign as signRaw } from 'node:crypto';
import { exportJWK, exportPKCS8, exportSPKI } from 'jose';
import { ISSUER, NEIGHBOUR, PUBLIC_URL, type World } from '../conformance/support/world.ts';
import {
  clientKey,
  seconds,
  signToken,
  type ClientKey,
  type TokenChanges,
} from '../support/client-tokens.ts';

export const AUDIENCE = `${PUBLIC_URL}/cds-services/lumbar-mri`;

export interface Forge {
  /** Signed as the client does it, but for the changes. */
  readonly signed: (changes?: TokenChanges, key?: ClientKey) => Promise<string>;
  /** Header, claims and whatever stands for a signature. */
  readonly assembled: (
    header: object,
    claims: unknown,
    signature: string | ((input: string) => string),
  ) => string;
  readonly claims: Record<string, unknown>;
  readonly world: World;
  readonly stranger: ClientKey;
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

export async function openForge(world: World): Promise<Forge> {
  return {
    world,
    stranger: await clientKey('ES384', 'ehr-1'),
    get claims() {
      const time = seconds();
      return { iss: ISSUER, aud: AUDIENCE, iat: time, exp: time + 300, jti: randomUUID() };
    },
    signed: (changes, key = world.signer) => signToken(key, { iss: ISSUER, aud: AUDIENCE }, changes),
    assembled(header, claims, signature) {
      const input = `${encode(header)}.${encode(claims)}`;
      return `${input}.${typeof signature === 'string' ? signature : signature(input)}`;
    },
  };
}

type Vector = readonly [what: string, token: (forge: Forge) => string | Promise<string>];
const claim = (what: string, payload: TokenChanges['payload'] | (() => TokenChanges['payload'])): Vector => [
  what,
  ({ signed }) => signed({ payload: typeof payload === 'function' ? payload() : payload }),
];
const head = (what: string, header: Record<string, unknown>): Vector => [
  what,
  ({ signed }) => signed({ header }),
];
const hmac = (algorithm: string, secret: string) => (input: string) =>
  createHmac(algorithm, secret).update(input).digest('base64url');
const ES384 = { alg: 'ES384', kid: 'ehr-1', typ: 'JWT' };

/** Values that a claim must not have. */
const odd = (name: string, ...values: unknown[]): Vector[] =>
  values.map((value) => claim(`whose ${name} is ${JSON.stringify(value)}`, { [name]: value }));

const TIMES: Vector[] = [
  claim('that ran out', () => ({ iat: seconds() - 400, exp: seconds() - 100 })),
  claim('of the future', () => ({ iat: seconds() + 120, exp: seconds() + 400 })),
  claim('that is not valid yet', () => ({ nbf: seconds() + 120 })),
  claim('that lives an hour', () => ({ exp: seconds() + 3600 })),
  claim('that lives for ever', { exp: 9_007_199_254_740_991 }),
  claim('that was issued yesterday', () => ({ iat: seconds() - 86_400, exp: seconds() + 60 })),
  ...odd('exp', 'tomorrow', -1, null, [9_999_999_999], true),
  ...odd('iat', 'now', null, {}),
  ...odd('nbf', 'now', [0]),
];

const CLAIMS: Vector[] = [
  ...['iss', 'aud', 'exp', 'iat', 'jti'].map((name) => claim(`without ${name}`, { [name]: undefined })),
  ...odd(
    'aud',
    `${AUDIENCE}/`,
    `${AUDIENCE}-report`,
    `${AUDIENCE}/feedback`,
    AUDIENCE.toUpperCase(),
    AUDIENCE.replace('https', 'http'),
    PUBLIC_URL,
    [],
    [`${AUDIENCE}-report`],
    { 0: AUDIENCE },
    null,
  ),
  ...odd('iss', `${ISSUER}/`, 'https://evil.example.org', 'open', '__proto__', 'constructor', '', null, [
    ISSUER,
  ]),
  ...odd('jti', '', 'a\0b', 'ž', 7, null, ['a'], 'j'.repeat(300)),
  claim('that is larger than any honest one', { filler: 'x'.repeat(9000) }),
  ['of a neighbour in our name', ({ signed, world }) => signed({}, world.keys.neighbour)],
  ['of ours in the name of a neighbour', ({ signed }) => signed({ payload: { iss: NEIGHBOUR } })],
];

const HEADERS: Vector[] = [
  head('without kid', { kid: undefined }),
  head('without typ', { typ: undefined }),
  head('of another typ', { typ: 'at+jwt' }),
  head('with a kid from nowhere', { kid: 'ehr-9' }),
  head('with a kid that is a path', { kid: '../../../../dev/null' }),
  head('with a kid that is SQL', { kid: "' or 1=1 --" }),
  head('with a kid named __proto__', { kid: '__proto__' }),
  head('with a kid that is a number', { kid: 0 }),
  [
    'with a critical extension',
    async ({ assembled, claims, world }) => {
      const key = createPrivateKey(await exportPKCS8(world.signer.privateKey));
      const sign = (input: string) =>
        signRaw('sha384', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
      return assembled({ ...ES384, crit: ['b32'], b32: true }, claims, sign);
    },
  ],
  head('with a foreign jku', { jku: 'https://evil.example.org/jwks' }),
  head('with a jku that begins alike', { jku: `${ISSUER}/jwks@evil.example.org` }),
  head('with a jku that hides its host', { jku: `${ISSUER}@evil.example.org/jwks` }),
  head('with a jku inside', { jku: 'http://169.254.169.254/latest/meta-data' }),
  head('with a jku on this machine', { jku: 'file:///etc/passwd' }),
  [
    'with its own key in the header',
    async ({ signed, stranger }) => signed({ header: { jwk: stranger.jwk } }, stranger),
  ],
  [
    'with its own certificate address in the header',
    ({ signed, stranger }) => signed({ header: { x5u: 'https://evil.example.org/x' } }, stranger),
  ],
];

const SIGNATURES: Vector[] = [
  ['signed by a stranger under a known kid', ({ signed, stranger }) => signed({}, stranger)],
  ['signed with ES256 by a key of the client', ({ signed, world }) => signed({}, world.keys.p256)],
  ...['none', 'None', 'NONE', ''].map((alg): Vector => [
    `with alg “${alg}” and no signature`,
    ({ assembled, claims }) => assembled({ ...ES384, alg }, claims, ''),
  ]),
  [
    'with HS256 and the public key as secret',
    async ({ assembled, claims, world }) =>
      assembled({ ...ES384, alg: 'HS256' }, claims, hmac('sha256', await exportSPKI(world.signer.publicKey))),
  ],
  [
    'with HS384 and the published key as secret',
    ({ assembled, claims, world }) =>
      assembled({ ...ES384, alg: 'HS384' }, claims, hmac('sha384', JSON.stringify(world.signer.jwk))),
  ],
  [
    'with HS256 and an empty secret',
    ({ assembled, claims }) => assembled({ ...ES384, alg: 'HS256' }, claims, hmac('sha256', '')),
  ],
  [
    'with RS384 said and ES384 done',
    async ({ signed, assembled, claims }) => {
      const [, , signature = ''] = (await signed()).split('.');
      return assembled({ ...ES384, alg: 'RS384' }, claims, signature);
    },
  ],
  [
    'with a signature of zeros',
    ({ assembled, claims }) => assembled(ES384, claims, Buffer.alloc(96).toString('base64url')),
  ],
  [
    'with a signature in DER',
    async ({ assembled, claims, world }) => {
      const key = createPrivateKey(await exportPKCS8(world.signer.privateKey));
      return assembled(ES384, claims, (input) =>
        signRaw('sha384', Buffer.from(input), key).toString('base64url'),
      );
    },
  ],
  ['with half a signature', async ({ signed }) => (await signed()).slice(0, -40)],
  ['with more than a signature', async ({ signed }) => `${await signed()}AAAA`],
  ['without its signature', async ({ signed }) => (await signed()).replace(/[^.]+$/, '')],
  [
    'whose claims were changed',
    async ({ signed, assembled, claims }) => {
      const [, , signature = ''] = (await signed()).split('.');
      return assembled(ES384, { ...claims, sub: 'somebody else' }, signature);
    },
  ],
];

const SHAPES: Vector[] = [
  ['that is no JWT', () => 'a.b.c'],
  ['of one part', () => 'abc'],
  ['of five parts', () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d'],
  ['whose claims are text', ({ assembled }) => assembled(ES384, 'text', 'AAAA')],
  ['whose claims are a list', ({ assembled }) => assembled(ES384, [], 'AAAA')],
  ['whose claims are null', ({ assembled }) => assembled(ES384, null, 'AAAA')],
  ['whose header is null', ({ assembled, claims }) => assembled(Object(null), claims, 'AAAA')],
  ['with padding', async ({ signed }) => `${await signed()}==`],
  ['beside another', async ({ signed }) => `${await signed()},${await signed()}`],
  ['behind a blank', async ({ signed }) => `x ${await signed()}`],
  ['as JSON', async ({ world }) => JSON.stringify(await exportJWK(world.signer.publicKey))],
  ['that is empty', () => ''],
];

/** Every token must get a bare 401. */
export const TOKEN_VECTORS: readonly Vector[] = [...TIMES, ...CLAIMS, ...HEADERS, ...SIGNATURES, ...SHAPES];
