import { beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bothWays, hookRequest, summaries } from './support/ways.ts';
import { SERIES, type World } from './support/world.ts';

/** The path of the first null, "", [] or {} in it. */
function hollowIn(value: unknown, path = ''): string | undefined {
  if (value === null || value === '') return path;
  if (typeof value !== 'object') return undefined;
  const children = Object.entries(value);
  if (children.length === 0) return path;
  return children
    .map(([key, child]) => hollowIn(child, `${path}.${key}`))
    .find((found) => found !== undefined);
}

/** Checks G; the world is open by the time that they run. */
export function generalChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  bothWays('G1 letters beyond ASCII come as they went', async (way) => {
    const request = await hookRequest(world, way);
    const response = await world.call({ ...request, hookInstance: 'žluťoučký 🐎' });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const bytes = await response.arrayBuffer();
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    expect(text).toContain(SERIES.split(' ')[1]);
  });

  test.each(['application/json; charset=utf-16', 'application/json; charset=iso-8859-1'])(
    'G1 is not %s',
    async (type) => {
      const request = await hookRequest(world, 'callback only');
      expect((await world.call(request, { 'Content-Type': type })).status).toBe(415);
    },
  );

  test('G1 an error is JSON in UTF-8 as well', async () => {
    const response = await world.post('/lumbar-mri', '{');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'application/fhir+json; charset=utf-8',
    ]);
  });

  bothWays('G2 nothing hollow is in a card', async (way) => {
    const response = await world.call(await hookRequest(world, way));
    const body: unknown = await response.json();
    expect(hollowIn(body)).toBeUndefined();
    expect(body).toMatchObject({ cards: [{ indicator: 'info' }] });
  });

  bothWays('G2 nothing to say is cards: [] and no more', async (way) => {
    const response = await world.call(await hookRequest(world, way, 'patient-view', 'p2'));
    expect(await response.text()).toBe('{"cards":[]}');
  });

  test('G2 nothing hollow is in discovery or an error', async () => {
    expect(hollowIn(await (await fetch(world.base)).json())).toBeUndefined();
    expect(hollowIn(await (await world.post('/lumbar-mri', '{}')).json())).toBeUndefined();
  });

  bothWays('G4 extensions and unknown fields change nothing', async (way) => {
    const plain = await hookRequest(world, way);
    const odd = { extension: { 'com.epic.x': [null, {}] }, unknown: { deep: [[]] } };
    const { fhirAuthorization, ...request } = plain;
    const extended = {
      ...request,
      ...odd,
      context: { ...plain.context, ...odd },
      ...(way === 'prefetch only' && { prefetch: { ...plain.prefetch, '-user': null, unknown: 'text' } }),
      ...(typeof fhirAuthorization === 'object' && { fhirAuthorization: { ...fhirAuthorization, ...odd } }),
    };
    const expected = await summaries(await world.call(plain));
    expect(expected).toHaveLength(1);
    expect(await summaries(await world.call(extended))).toEqual(expected);
  });

  bothWays('G4 extensions of ours, if any, are under a reverse-domain name', async (way) => {
    const response = await world.call(await hookRequest(world, way));
    const extended = z.looseObject({ extension: z.record(z.string(), z.unknown()).optional() });
    const { cards, extension } = extended.extend({ cards: z.array(extended) }).parse(await response.json());
    const names = [extension, ...cards.map((card) => card.extension)].flatMap((all) =>
      Object.keys(all ?? {}),
    );
    for (const name of names) expect(name).toMatch(/^[a-z]+(\.[a-z0-9-]+)+$/);
  });
}
