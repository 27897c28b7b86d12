import { connect } from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import { ISSUER, type World } from '../conformance/support/world.ts';
import { signToken } from '../support/client-tokens.ts';
import { AUDIENCE } from './token-vectors.ts';

const BODY = '{"hook":"patient-view"}';
const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const POST = 'POST /cds-services/lumbar-mri HTTP/1.1\r\nHost: mscore\r\nContent-Type: application/json\r\n';

const statusesOf = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

/** Requests that two servers on the way could read differently: none of them leads to a second answer. */
export function headerAttacks(opened: () => World): void {
  let port: number;
  beforeAll(() => {
    port = Number(new URL(opened().base).port);
  });

  /** What comes back for these very bytes until the server closes. */
  function raw(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
      socket.setTimeout(1_500, () => socket.destroy());
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });
  }

  test.each([
    [
      'length and chunks',
      `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    [
      'chunks and length',
      `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
    ['two lengths in one', `${POST}Content-Length: 0, ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n${BODY}`],
    ['a length with a sign', `${POST}Content-Length: +${BODY.length}\r\n\r\n${BODY}`],
    ['a length in hexadecimal', `${POST}Content-Length: 0x10\r\n\r\n${BODY}`],
    ['unknown chunks', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['chunks inside other coding', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['chunks behind a blank', `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a chunk of no size', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n${SMUGGLED}`],
    ['a folded header', `${POST}X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a header without colon', `${POST}Nonsense\r\n\r\n`],
    ['a NUL in a header', `${POST}X-A: a\0b\r\n\r\n`],
    ['a bare CR in a header', `${POST}X-A: a\rTransfer-Encoding: chunked\r\n\r\n`],
    ['no Host', 'POST /cds-services/lumbar-mri HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['too many headers', `${POST}${'X-A: 1\r\n'.repeat(20_000)}\r\n`],
    ['an endless header', `${POST}X-A: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01'],
  ])('Q2 %s is one 4xx or nothing', async (_what, bytes) => {
    const statuses = statusesOf(await raw(bytes));
    expect(statuses.length).toBeLessThanOrEqual(1);
    for (const status of statuses) expect(status >= 400 && status < 500).toBe(true);
  });

  test('S1 of two Authorization headers neither counts', async () => {
    const world = opened();
    const token = await signToken(world.signer, {
      iss: ISSUER,
      aud: AUDIENCE,
    });
    const twice = `Authorization: Bearer ${token}\r\nAuthorization: Bearer other\r\n`;
    const answer = await raw(
      `${POST}${twice}Connection: close\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    expect(statusesOf(answer)).toEqual([401]);
  });

  test.each([
    [
      'an absolute address of another host',
      'GET http://evil.example.org/cds-services HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n',
      [404, 200],
    ],
    [
      'TRACE',
      'TRACE /cds-services/lumbar-mri HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nConnection: close\r\n\r\n',
      [405],
    ],
    ['CONNECT', 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n', []],
    [
      'a method to override',
      `${POST}X-HTTP-Method-Override: GET\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      [401],
    ],
  ])('Q2 %s leads nowhere', async (_what, bytes, expected) => {
    const answer = await raw(bytes);
    for (const status of statusesOf(answer)) expect(expected).toContain(status);
    expect(answer).not.toContain('secret');
  });
}
