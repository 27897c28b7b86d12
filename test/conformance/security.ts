import { beforeAll, expect, test } from '@jest/globals';
import { configuredClients } from '../../src/cds-hooks/client-authentication.ts';
import { UsedTokens } from '../../src/store/used-tokens.ts';
import { signToken, type TokenChanges } from '../support/client-tokens.ts';
import { bothWays, hookRequest } from './support/ways.ts';
import { FHIR_TOKEN, ISSUER, ORIGIN, PUBLIC_URL, type World } from './support/world.ts';

/** Checks S; the world is open by the time that they run. */
export function securityChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  const AUDIENCE = `${PUBLIC_URL}/cds-services/lumbar-mri`;

  const bearer = async (changes: TokenChanges = {}) =>
    `Bearer ${await signToken(world.signer, { iss: ISSUER, aud: AUDIENCE }, changes)}`;

  bothWays('S1 S8 a call without a token is a bare 401', async (way) => {
    const response = await fetch(`${world.base}/lumbar-mri`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(await hookRequest(world, way)),
    });
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      401,
      'Bearer',
      '',
    ]);
  });

  bothWays('S2 S3 a token with every claim is let in', async (way) => {
    expect((await world.call(await hookRequest(world, way))).status).toBe(200);
  });

  bothWays('S4 the audience is our address, whatever Host and X-Forwarded-Host say', async (way) => {
    const request = await hookRequest(world, way);
    const forwarded = { 'X-Forwarded-Host': 'evil.example.org', Forwarded: 'host=evil.example.org' };
    expect((await world.call(request, forwarded)).status).toBe(200);
    const { host } = new URL(world.base);
    const aud = `http://${host}/cds-services/lumbar-mri`;
    const Authorization = await bearer({ payload: { aud } });
    expect((await world.call(request, { ...forwarded, Authorization })).status).toBe(401);
  });

  bothWays('S7 a token is good once, on whichever replica', async (way) => {
    const request = await hookRequest(world, way);
    const Authorization = await bearer();
    expect((await world.call(request, { Authorization })).status).toBe(200);
    expect((await world.call(request, { Authorization })).status).toBe(401);
    // Another process on the same database.
    const client = { issuer: ISSUER, jwks: { keys: [world.signer.jwk] }, fhirServers: [] };
    const replica = configuredClients([client], new UsedTokens(world.database));
    await expect(replica(Authorization, [AUDIENCE])).rejects.toMatchObject({ code: 'client/unauthorized' });
  });

  bothWays('S9 neither log nor database holds a token or the patient', async (way) => {
    const Authorization = await bearer();
    await world.call(await hookRequest(world, way), { Authorization });
    const tables = await Promise.all(
      (['used_token', 'card', 'feedback', 'measurement'] as const).map((table) =>
        world.database.selectFrom(table).selectAll().execute(),
      ),
    );
    const secrets = [Authorization.slice('Bearer '.length), FHIR_TOKEN];
    for (const secret of secrets) expect(JSON.stringify([world.lines, tables])).not.toContain(secret);
    expect(JSON.stringify(world.lines)).not.toMatch(/Novakova|1956|"p1"/);
  });

  const preflight = (origin: string) =>
    fetch(`${world.base}/lumbar-mri`, { method: 'OPTIONS', headers: { Origin: origin } });

  test('S10 a listed page may call with token and JSON, another gets no CORS header', async () => {
    const listed = await preflight(ORIGIN);
    expect(listed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listed.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(
      (await preflight('https://evil.example.org')).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
}
