import { beforeAll, expect, test } from '@jest/globals';
import { hookRequest, type Way } from '../conformance/support/ways.ts';
import type { HookRequest, World } from '../conformance/support/world.ts';
import { openForge, TOKEN_VECTORS, type Forge } from './token-vectors.ts';

/** Each forged token gets a bare 401, and no line of the log holds it. */
export function tokenAttacks(opened: () => World): void {
  let world: World;
  let forge: Forge;
  let request: HookRequest;
  const way: Way = 'callback only';
  beforeAll(async () => {
    world = opened();
    forge = await openForge(world);
    request = await hookRequest(world, way);
  });

  const call = (Authorization: string, path = '/lumbar-mri') =>
    fetch(`${world.base}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization },
      body: JSON.stringify(request),
    });

  async function expectBare401(response: Response, secret: string): Promise<void> {
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      401,
      'Bearer',
      '',
    ]);
    if (secret.length > 8) expect(JSON.stringify(world.lines)).not.toContain(secret);
  }

  test('there are at least forty of them', () => {
    expect(new Set(TOKEN_VECTORS.map(([what]) => what)).size).toBe(TOKEN_VECTORS.length);
    expect(TOKEN_VECTORS.length).toBeGreaterThanOrEqual(40);
  });

  test('the token that all are made from is good', async () => {
    expect((await call(`Bearer ${await forge.signed()}`)).status).toBe(200);
    expect((await call(`Bearer ${await forge.signed({}, world.keys.rsa)}`)).status).toBe(200);
  });

  test.each(TOKEN_VECTORS)('S11 S8 S9 a token %s', async (_what, make) => {
    world.fhir.asked.length = 0;
    const token = await make(forge);
    await expectBare401(await call(`Bearer ${token}`), token);
    expect(world.fhir.asked).toEqual([]);
  });

  test('S11 S7 a token that is used again, also at the same moment', async () => {
    const token = await forge.signed();
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => call(`Bearer ${token}`)))).map(
      ({ status }) => status,
    );
    expect(Object.groupBy(statuses, String)).toEqual({ 200: [200], 401: [401, 401, 401, 401] });
  });

  test.each(['Basic', 'Digest', 'DPoP', 'JWT'])('S11 a good token under the scheme %s', async (scheme) => {
    const token = await forge.signed();
    await expectBare401(await call(`${scheme} ${token}`), token);
  });

  test('S11 a good token anywhere but in the header', async () => {
    const token = await forge.signed();
    const response = await fetch(`${world.base}/lumbar-mri?access_token=${token}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Cookie: `access_token=${token}`,
        'X-Authorization': token,
      },
      body: JSON.stringify({ ...request, access_token: token }),
    });
    await expectBare401(response, token);
  });
}
