import { beforeAll, describe, expect, test } from '@jest/globals';
import { orderDispatchContext } from '../../src/cds-hooks/contexts.ts';
import { bundle, order } from '../cds-services/support.ts';
import { bothWays, codeOf, hookRequest, summaries } from './support/ways.ts';
import type { World } from './support/world.ts';

/** Checks Q; the world is open by the time that they run. */
export function requestChecks(opened: () => World): void {
  let world: World;
  beforeAll(() => {
    world = opened();
  });

  for (const field of ['hook', 'hookInstance', 'context']) {
    bothWays(`Q1 ${field} is needed`, async (way) => {
      const request = await hookRequest(world, way, 'order-sign');
      const response = await world.call({
        ...request,
        [field]: undefined,
        hook: field === 'hook' ? '' : request.hook,
      });
      expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
    });
  }

  bothWays('Q1 hookInstance may be any text', async (way) => {
    const request = await hookRequest(world, way);
    const response = await world.call({ ...request, hookInstance: '8D1E0F2A21F44C5C' });
    expect(await summaries(response)).toHaveLength(1);
  });

  test('Q1 fhirAuthorization needs its fhirServer', async () => {
    const { fhirServer: _none, ...request } = await hookRequest(world, 'callback only');
    const response = await world.call(request);
    expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
  });

  describe('Q2', () => {
    bothWays('Q2 a hook that the id does not serve is 400', async (way) => {
      const response = await world.post('/lumbar-mri-report', await hookRequest(world, way));
      expect([response.status, await codeOf(response)]).toEqual([400, 'request/wrong-hook']);
    });

    bothWays('Q2 an unknown id is 404', async (way) => {
      const response = await world.post('/lumbar-ct', await hookRequest(world, way));
      expect([response.status, await codeOf(response)]).toEqual([404, 'request/unknown-service']);
    });

    bothWays('Q2 half a request is 400', async (way) => {
      const response = await world.post(
        '/lumbar-mri',
        JSON.stringify(await hookRequest(world, way)).slice(0, -9),
      );
      expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
    });
  });

  test('Q3 a token for another patient is refused', async () => {
    const request = await hookRequest(world, 'callback only');
    world.fhir.asked.length = 0;
    const fhirAuthorization = { ...Object(request['fhirAuthorization']), patient: 'p2' };
    const response = await world.call({ ...request, fhirAuthorization });
    expect([response.status, await codeOf(response)]).toEqual([422, 'request/patient-mismatch']);
    expect(world.fhir.asked).toEqual([]);
  });

  bothWays('Q4 userId is Type/id', async (way) => {
    const request = await hookRequest(world, way);
    for (const [userId, status] of [
      ['PractitionerRole/e.1_user', 200],
      ['d1', 400],
    ]) {
      const response = await world.call({ ...request, context: { ...request.context, userId } });
      expect(response.status).toBe(status);
    }
  });

  for (const [hook, field] of [
    ['order-sign', 'draftOrders'],
    ['order-select', 'draftOrders'],
    ['order-select', 'selections'],
    ['report-view', 'reportId'],
  ] as const) {
    bothWays(`Q4 ${hook} needs ${field}`, async (way) => {
      const request = await hookRequest(world, way, hook);
      const response = await world.call({ ...request, context: { ...request.context, [field]: undefined } });
      expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
    });
  }

  bothWays(
    'Q4 report hooks say category and status as text, Coding, CodeableConcept or lists of them',
    async (way) => {
      const request = await hookRequest(world, way, 'report-view');
      const coding = { system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD' };
      for (const category of ['RAD', coding, { coding: [coding] }, [{ coding: [coding] }], ['RAD']]) {
        const response = await world.call({
          ...request,
          context: { ...request.context, category, status: ['final'] },
        });
        expect(await summaries(response)).toHaveLength(1);
      }
    },
  );

  test.each(['fulfillmentTasks', 'fulfillment-tasks'])('Q4 order-dispatch may spell %s', (spelling) => {
    const tasks = [{ resourceType: 'Task', status: 'draft', intent: 'order' }];
    const dispatched = {
      patientId: 'p1',
      dispatchedOrders: ['ServiceRequest/o1'],
      performer: 'Organization/1',
    };
    expect(orderDispatchContext.parse({ ...dispatched, [spelling]: tasks })).toEqual({
      ...dispatched,
      fulfillmentTasks: tasks,
    });
  });

  bothWays('Q5 draft orders may lack Bundle.type, be several and in any status', async (way) => {
    const request = await hookRequest(world, way, 'order-sign');
    const { type: _none, ...untyped } = bundle(
      {
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/p1' },
      },
      order('24968-0', { status: 'active', intent: 'plan' }),
    );
    const response = await world.call({ ...request, context: { ...request.context, draftOrders: untyped } });
    expect(await summaries(response)).toHaveLength(1);
  });

  bothWays('Q6 a body of 4 MB is taken, one of 6 MB is 413', async (way) => {
    const request = await hookRequest(world, way);
    const padded = (megabytes: number) => ({ ...request, unknown: 'x'.repeat(megabytes * 1024 * 1024) });
    expect((await world.call(padded(4))).status).toBe(200);
    const refused = await world.call(padded(6));
    expect([refused.status, await codeOf(refused)]).toEqual([413, 'request/too-large']);
  });
}
