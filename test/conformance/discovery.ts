import { beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { checkTemplate } from '../../src/cds-hooks/prefetch-template.ts';
import { configuredClients } from '../../src/cds-hooks/client-authentication.ts';
import { UsedTokens } from '../../src/store/used-tokens.ts';
import { startService } from '../cds-hooks/support/start-service.ts';
import { signToken } from '../support/client-tokens.ts';
import { bothWays, hookRequest, summaries } from './support/ways.ts';
import { ISSUER, PUBLIC_URL, type World } from './support/world.ts';

/** Checks D; the world is open by the time that they run. */
export function discoveryChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  const listing = z.strictObject({
    services: z.array(
      z.object({
        hook: z.string(),
        id: z.string(),
        title: z.string().min(1),
        description: z.string().min(1),
        prefetch: z.record(z.string(), z.string()),
      }),
    ),
  });

  const services = async () => listing.parse(await (await fetch(world.base)).json()).services;

  test('D1 discovery is 200 with a list', async () => {
    const response = await fetch(world.base);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(await services()).toHaveLength(5);
  });

  test('D2 every service says hook, id, title, description and prefetch', async () => {
    for (const { prefetch } of await services()) expect(Object.keys(prefetch)).toContain('patient');
  });

  test('D3 order-select, order-sign and patient-view share an id, so that later cards replace earlier ones', async () => {
    expect((await services()).map(({ id, hook }) => `${id} ${hook}`)).toEqual([
      'lumbar-mri order-select',
      'lumbar-mri order-sign',
      'lumbar-mri patient-view',
      'lumbar-mri-report report-view',
      'lumbar-mri-report report-sign',
    ]);
  });

  for (const hook of ['order-select', 'order-sign', 'patient-view', 'report-view', 'report-sign']) {
    bothWays(`D3 P8 ${hook} is served at the address of its id`, async (way) => {
      expect(await summaries(await world.call(await hookRequest(world, way, hook)))).toEqual([
        expect.stringContaining('M-score 6.4'),
      ]);
    });
  }

  test('D4 every template is one that every client understands', async () => {
    for (const { prefetch } of await services()) {
      for (const [key, template] of Object.entries(prefetch)) {
        expect(() => checkTemplate(key, template)).not.toThrow();
        expect(template.replaceAll('{{context.patientId}}', '')).not.toMatch(
          /[{}]|_include|_revinclude|_has|\./,
        );
      }
    }
  });

  test('D6 discovery that is protected asks for a token made out to it', async () => {
    const client = { issuer: ISSUER, jwks: { keys: [world.signer.jwk] }, fhirServers: [] };
    const authenticate = configuredClients([client], new UsedTokens(world.database));
    await using closed = await startService({ authenticate, protectDiscovery: true });
    expect((await fetch(closed.base)).status).toBe(401);
    const aud = `${PUBLIC_URL}/cds-services`;
    const token = await signToken(world.signer, { iss: ISSUER, aud });
    const answer = await fetch(closed.base, { headers: { Authorization: `Bearer ${token}` } });
    expect(listing.parse(await answer.json()).services).toHaveLength(1);
  });
}
