import { gzipSync, brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { bothWays, hookRequest } from '../conformance/support/ways.ts';
import {
  FHIR_TOKEN,
  PUBLIC_URL,
  ISSUER,
  type HookRequest,
  type World,
} from '../conformance/support/world.ts';
import { signToken } from '../support/client-tokens.ts';

const deep = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
const MEGABYTE = 1024 * 1024;

/** Bodies that are meant to break what reads them: a 4xx or an ordinary answer, never a fault. */
export function bodyAttacks(opened: () => World): void {
  let world: World;
  let request: HookRequest;
  beforeAll(async () => {
    world = opened();
    request = await hookRequest(world, 'callback only');
  });

  async function send(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const token = await signToken(world.signer, {
      iss: ISSUER,
      aud: `${PUBLIC_URL}/cds-services/lumbar-mri`,
    });
    return fetch(`${world.base}/lumbar-mri`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
      body,
    });
  }
  /** The request with one more field, written as it is given. */
  const withField = (json: string) => `${JSON.stringify(request).slice(0, -1)},"x":${json}}`;

  const vectors: [string, number, () => string | Uint8Array<ArrayBuffer>, Record<string, string>?][] = [
    ['arrays in arrays', 400, () => withField(deep('[', ']', 150_000))],
    ['objects in objects', 400, () => withField(deep('{"a":', '}', 150_000))],
    ['arrays that never close', 400, () => '['.repeat(MEGABYTE)],
    ['a field named __proto__', 400, () => withField('{"__proto__":{"polluted":true}}')],
    ['__proto__ in escapes', 400, () => withField(String.raw`{"\u005f_proto__":{"polluted":true}}`)],
    [
      'the prototype of a constructor',
      200,
      () => withField('{"constructor":{"prototype":{"polluted":true}}}'),
    ],
    ['a million elements', 200, () => withField(`[${'0,'.repeat(1_000_000)}0]`)],
    [
      'a hundred thousand fields',
      200,
      () => withField(`{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join()}}`),
    ],
    ['a number beyond all numbers', 200, () => withField('1e999')],
    ['a field that stands there twice', 200, () => withField('1,"x":2')],
    ['a hook named constructor', 400, () => JSON.stringify({ ...request, hook: 'constructor' })],
    ['a hook that is an object', 400, () => JSON.stringify({ ...request, hook: { toString: 1 } })],
    [
      'a patient that is a query',
      400,
      () => JSON.stringify({ ...request, context: { ...request.context, patientId: 'p1&_include=*' } }),
    ],
    [
      'a patient that is a path',
      400,
      () => JSON.stringify({ ...request, context: { ...request.context, patientId: '../Group/1' } }),
    ],
    [
      'a token with a line break',
      400,
      () =>
        JSON.stringify({
          ...request,
          fhirAuthorization: { access_token: 'a\r\nX: y', token_type: 'Bearer' },
        }),
    ],
    ['six megabytes', 413, () => withField(`"${'x'.repeat(6 * MEGABYTE)}"`)],
    ['a bomb in gzip', 413, () => gzipSync(Buffer.alloc(64 * MEGABYTE, 32)), { 'Content-Encoding': 'gzip' }],
    [
      'a bomb in brotli',
      413,
      () => brotliCompressSync(Buffer.alloc(64 * MEGABYTE, 32)),
      { 'Content-Encoding': 'br' },
    ],
    ['gzip that is none', 400, () => 'no gzip', { 'Content-Encoding': 'gzip' }],
    ['an unknown packing', 415, () => '{}', { 'Content-Encoding': 'zstd-x' }],
    ['bytes that are no UTF-8', 400, () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a])],
    [
      'UTF-16',
      415,
      () => new Uint8Array(Buffer.from('{}', 'utf16le')),
      { 'Content-Type': 'application/json; charset=utf-16' },
    ],
    ['UTF-7', 415, () => '{}', { 'Content-Type': 'application/json; charset=utf-7' }],
    [
      'XML',
      415,
      () => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
      { 'Content-Type': 'application/xml' },
    ],
    ['a form', 415, () => 'hook=patient-view', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['no type', 415, () => '{}', { 'Content-Type': '' }],
    ['nothing', 400, () => ''],
    ['null', 400, () => 'null'],
  ];

  // A default, as jest would take a fourth parameter that a row does not give for its own callback.
  test.each(vectors)('Q2 Q6 %s: %i', async (_what, status, body, headers = {}) => {
    const response = await send(body(), headers);
    expect(response.status).toBe(status);
    if (status !== 200) expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(JSON.stringify(world.lines)).not.toMatch(new RegExp(`${FHIR_TOKEN}|Novakova|polluted`));
  });

  bothWays('Q2 prefetch keys and values that are no data', async (way) => {
    const plain = await hookRequest(world, way);
    for (const prefetch of [
      'text',
      7,
      [],
      { patient: 'text' },
      { patient: [] },
      { patient: { resourceType: '<x>' } },
    ]) {
      const response = await world.post('/lumbar-mri', { ...plain, prefetch });
      expect(response.status).toBe(400);
    }
    const odd = { ...plain.prefetch, constructor: null, toString: 7, hasOwnProperty: 'x' };
    expect((await world.call({ ...plain, prefetch: odd })).status).toBe(200);
  });

  test.each(['/__proto__', '/constructor', '/..%2f..%2fetc', '/lumbar-mri%00', "/lumbar-mri'--", '/%2e%2e'])(
    'Q2 the address %s is nobody’s',
    async (path) => {
      const response = await world.post(path, request);
      expect([401, 404]).toContain(response.status);
    },
  );
}
