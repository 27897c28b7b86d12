import { beforeAll, expect, test } from '@jest/globals';
import { hookRequest } from '../conformance/support/ways.ts';
import type { World } from '../conformance/support/world.ts';

/** Requests that would have us talk to somebody else: refused before anything is asked. */
export function fhirServerAttacks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  const elsewhere: [string, (listed: URL) => string][] = [
    ['the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data'],
    ['this machine by name', ({ port }) => `http://localhost:${port}/fhir`],
    ['this machine by IPv6', ({ port }) => `http://[::1]:${port}/fhir`],
    ['this machine by mapped IPv6', ({ port }) => `http://[::ffff:127.0.0.1]:${port}/fhir`],
    ['this machine by nip.io', ({ port }) => `http://127.0.0.1.nip.io:${port}/fhir`],
    ['another port', () => 'http://127.0.0.1:1/fhir'],
    ['another path', ({ origin }) => `${origin}/admin`],
    ['a path above', ({ origin }) => `${origin}/fhir/..`],
    ['a path above in escapes', ({ origin }) => `${origin}/fhir/%2e%2e/admin`],
    ['a path below', ({ origin }) => `${origin}/fhir/Patient`],
    ['another scheme', ({ host }) => `https://${host}/fhir`],
    ['a name that begins alike', () => 'http://127.0.0.1.evil.example.org/fhir'],
    ['a name behind a user', ({ host }) => `http://${host}@evil.example.org/fhir`],
    ['a user before the name', ({ host }) => `http://user:secret@${host}/fhir`],
    ['a query', ({ href }) => `${href}?x=`],
    ['a fragment', ({ href }) => `${href}#x`],
    ['a file', () => 'file:///etc/passwd'],
    ['gopher', () => 'gopher://127.0.0.1:6379/_FLUSHALL'],
    ['a script', () => 'javascript:alert(1)'],
    ['data', () => 'data:application/json,{}'],
    ['a line break', ({ href }) => `${href}/\r\nX: y`],
    ['the server of a neighbour', () => 'https://south.example.org/fhir'],
  ];

  test.each(elsewhere)('Q1 P5 %s is not asked', async (_what, address) => {
    const request = await hookRequest(world, 'callback only');
    world.fhir.asked.length = 0;
    const response = await world.call({ ...request, fhirServer: address(new URL(world.fhir.baseUrl)) });
    expect([400, 403]).toContain(response.status);
    expect(world.fhir.asked).toEqual([]);
  });

  test.each([
    ['in decimal', 'http://2130706433'],
    ['in hexadecimal', 'http://0x7f.0x0.0x0.0x1'],
    ['short', 'http://127.1'],
  ])('Q1 the listed address, written %s, is still the listed server', async (_what, host) => {
    const request = await hookRequest(world, 'callback only');
    const { port } = new URL(world.fhir.baseUrl);
    expect((await world.call({ ...request, fhirServer: `${host}:${port}/fhir` })).status).toBe(200);
  });
}
