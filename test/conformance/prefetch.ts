import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../cds-services/support.ts';
import { RECORD_KEYS } from '../../src/fhir/record-queries.ts';
import { bothWays, codeOf, hookRequest, summaries, type Way } from './support/ways.ts';
import type { World } from './support/world.ts';

const condition = (id: string) => ({
  resource: {
    resourceType: 'Condition',
    id,
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.50' }] },
    subject: { reference: 'Patient/p1' },
  },
});

/** Checks P; the world is open by the time that they run. */
export function prefetchChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  const CARD = [expect.stringContaining('M-score 6.4')];
  const NOTHING_FOUND = {
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'warning', code: 'processing', details: { text: 'Resource request returns no results.' } },
    ],
  };
  const onlyOutcome = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: 0,
    entry: [{ resource: NOTHING_FOUND }],
  };
  const ofAnother = { resourceType: 'Condition', id: 'c9', subject: { reference: 'Patient/p2' } };

  afterEach(() => {
    world.fhir.quirk = undefined;
    world.fhir.pageSize = undefined;
    world.fhir.asked.length = 0;
  });

  describe('P1', () => {
    test.each(RECORD_KEYS.map((key) => [key]))(
      'P1 %s that was not sent is 412 without a token, and named',
      async (key) => {
        const { prefetch, ...request } = await hookRequest(world, 'prefetch only');
        const response = await world.call({ ...request, prefetch: { ...prefetch, [key]: undefined } });
        const outcome = await response.clone().text();
        expect([response.status, await codeOf(response)]).toEqual([412, 'request/prefetch-missing']);
        expect(outcome).toContain(`(${key})`);
      },
    );

    test('P1 what was not sent is asked for with the token, and nothing else is', async () => {
      const { prefetch } = await hookRequest(world, 'prefetch only');
      world.fhir.asked.length = 0;
      const request = await hookRequest(world, 'callback only');
      const response = await world.call({ ...request, prefetch: { ...prefetch, conditions: undefined } });
      expect(await summaries(response)).toEqual(CARD);
      expect(world.fhir.asked).toEqual(['Condition?patient=p1&_count=200']);
    });
  });

  test.each(['prefetch only', 'callback only'] as const)(
    'P2 keys that are null are not asked for and not missed, %s',
    async (way) => {
      const sent = (await hookRequest(world, 'prefetch only')).prefetch;
      world.fhir.asked.length = 0;
      const nulls = {
        conditions: null,
        medications: null,
        dexaObservations: null,
        orders: null,
        procedures: null,
      };
      const request = { ...(await hookRequest(world, way)), prefetch: { ...sent, ...nulls } };
      world.fhir.asked.length = 0;
      expect(await summaries(await world.call(request))).toEqual(CARD);
      expect(world.fhir.asked).toEqual([]);
    },
  );

  bothWays('P3 P8 empty searchsets are no data, with and without entry', async (way) => {
    world.fhir.quirk = ({ entry, ...answer }) =>
      entry === undefined || (Array.isArray(entry) && entry.length === 0)
        ? { ...answer, total: 0 }
        : { ...answer, entry };
    expect(await summaries(await world.call(await hookRequest(world, way)))).toEqual(CARD);
    expect(await summaries(await world.call(await hookRequest(world, way, 'patient-view', 'p2')))).toEqual(
      [],
    );
  });

  bothWays("P4 an outcome among the entries, as Epic's, is no data", async (way) => {
    world.fhir.quirk = (answer) =>
      answer['resourceType'] === 'Bundle' && answer['total'] === 0 ? onlyOutcome : answer;
    expect(await summaries(await world.call(await hookRequest(world, way)))).toEqual(CARD);
  });

  bothWays('P4 an outcome in place of what must be read is no empty record: no card', async (way) => {
    const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] };
    world.fhir.quirk = (answer, path) => (path.startsWith('Condition?') ? failed : answer);
    expect(await summaries(await world.call(await hookRequest(world, way)))).toEqual([]);
  });

  describe('P5', () => {
    const pages = (answer: Record<string, unknown>, path: string) =>
      path.startsWith('Condition?') ? { ...answer, ...threeConditions, link: nextOn(path) } : answer;
    let host: string | undefined;
    const threeConditions = { total: 2, entry: [condition('c1')] };
    const nextOn = (path: string) =>
      path.includes('page=2') ? [] : [{ relation: 'next', url: `${host}/Condition?patient=p1&page=2` }];

    bothWays(
      'P5 P8 a next page on the same server is followed with a token, and is a stated limit without',
      async (way) => {
        host = world.fhir.baseUrl;
        world.fhir.quirk = pages;
        const request = await hookRequest(world, way);
        world.fhir.asked.length = 0;
        const response = await world.call(request);
        const text = await response.text();
        expect(text).toContain('M-score 6.4');
        expect(text.includes('read incompletely')).toBe(way === 'prefetch only');
        expect(world.fhir.asked.includes('Condition?patient=p1&page=2')).toBe(way === 'callback only');
      },
    );

    bothWays('P5 a next page on another host is never followed', async (way) => {
      host = 'http://169.254.169.254/fhir';
      world.fhir.quirk = pages;
      const response = await world.call(await hookRequest(world, way));
      // Without a token the first page is all that there is; with one, a server that points elsewhere is not believed.
      expect(await summaries(response)).toEqual(way === 'prefetch only' ? CARD : []);
      expect(JSON.stringify(world.lines.at(-1))).toContain(
        way === 'prefetch only' ? 'refer' : 'fhir/foreign-link',
      );
    });

    test('P5 pages without end are cut off', async () => {
      let served = 0;
      world.fhir.quirk = (answer, path) => {
        if (!path.startsWith('Condition?')) return answer;
        served += 1;
        const link = [{ relation: 'next', url: `${world.fhir.baseUrl}/Condition?patient=p1&page=${served}` }];
        return { ...answer, total: 9999, entry: [condition(`c${served}`)], link };
      };
      const response = await world.call(await hookRequest(world, 'callback only'));
      expect(await response.text()).toContain('read incompletely');
      expect(served).toBe(10);
    });
  });

  bothWays('P6 data of another patient are refused', async (way) => {
    world.fhir.quirk = (answer, path) => (path.startsWith('Condition?') ? bundle(ofAnother) : answer);
    const response = await world.call(await hookRequest(world, way));
    expect([response.status, await codeOf(response)]).toEqual([422, 'request/patient-mismatch']);
  });

  bothWays('P6 drafts for another patient are refused', async (way) => {
    const request = await hookRequest(world, way, 'order-sign');
    const draftOrders = bundle({ ...ofAnother, resourceType: 'ServiceRequest' });
    const response = await world.call({ ...request, context: { ...request.context, draftOrders } });
    expect([response.status, await codeOf(response)]).toEqual([422, 'request/patient-mismatch']);
  });

  const cardOf = async (way: Way) =>
    (await (await world.call(await hookRequest(world, way))).text()).replaceAll(/"uuid":"[^"]+"/g, '');

  test('P8 R13 both ways come to the same card, but for its uuids', async () => {
    const card = await cardOf('prefetch only');
    expect(card).toContain('M-score 6.4');
    expect(await cardOf('callback only')).toBe(card);
  });
}
