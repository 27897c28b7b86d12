import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { NO_CARDS } from '../../src/cds-hooks/cards.ts';
import type { FhirAccess } from '../../src/cds-hooks/call-service.ts';
import { openClients, type Authenticate } from '../../src/cds-hooks/client-authentication.ts';
import { DEFAULT_SETTINGS } from '../../src/cds-hooks/client-settings.ts';
import { orderSelectContext, orderSignContext, reportViewContext } from '../../src/cds-hooks/contexts.ts';
import type { Decision } from '../../src/cds-hooks/router.ts';
import { bundleSchema, resourcesIn } from '../../src/cds-hooks/resources.ts';
import { resourceSchema } from '../../src/fhir-resource.ts';
import { CodedError } from '../../src/errors.ts';
import { aCard, countingService, countOnPatientView, fakeFhir, recorded } from './support/fake-service.ts';
import { PUBLIC_URL, startService } from './support/start-service.ts';

const listing = z.object({ services: z.array(z.record(z.string(), z.unknown())) });
const prefetchOf = z.object({ patient: resourceSchema, bmd: bundleSchema });
const cardsOf = z.object({ cards: z.array(z.object({ summary: z.string() })) });

const allHooks = [
  countingService('order-select', orderSelectContext, { hookVersion: '1.0' }),
  countingService('order-sign', orderSignContext),
  countOnPatientView({ usageRequirements: 'A FHIR R4 server' }),
  countingService('report-view', reportViewContext, { id: 'count-reports', prefetch: {} }),
];

async function codeOf(response: Response): Promise<string | undefined> {
  const outcome: unknown = await response.json();
  return /"code":"([a-z-]+\/[a-z-]+|internal)"/.exec(JSON.stringify(outcome))?.[1];
}

describe('discovery', () => {
  test('D1 D2 D3 lists one row per service and hook, with the id that its address ends in', async () => {
    await using service = await startService({ services: allHooks });
    const response = await fetch(service.base);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { services } = listing.parse(await response.json());
    expect(services.map(({ id, hook }) => `${String(id)} on ${String(hook)}`)).toEqual([
      'count on order-select',
      'count on order-sign',
      'count on patient-view',
      'count-reports on report-view',
    ]);
    expect(services[0]).toEqual({
      hook: 'order-select',
      id: 'count',
      title: 'Count',
      description: 'Counts results',
      prefetch: allHooks[0]?.prefetch,
      version: '2.0.1',
      hookVersion: '1.0',
    });
    expect(services[2]).toHaveProperty('usageRequirements', 'A FHIR R4 server');
  });

  test('G2 leaves an empty prefetch out, and says services: [] when there are none', async () => {
    await using service = await startService({ services: allHooks });
    await using none = await startService({ services: [] });
    const { services } = listing.parse(await (await fetch(service.base)).json());
    expect(services[3]).not.toHaveProperty('prefetch');
    expect(await (await fetch(none.base)).json()).toEqual({ services: [] });
  });

  test('D6 asks for a token on discovery when it is protected', async () => {
    const authenticate = jest.fn<Authenticate>().mockRejectedValue(new CodedError('client/unauthorized'));
    await using service = await startService({ authenticate, protectDiscovery: true });
    expect((await fetch(service.base)).status).toBe(401);
    expect(authenticate).toHaveBeenCalledWith(undefined, [`${PUBLIC_URL}/cds-services`]);
  });

  test('refuses to start with two services of one id on one hook', async () => {
    await expect(startService({ services: [countOnPatientView(), countOnPatientView()] })).rejects.toThrow(
      /count twice on patient-view/,
    );
  });
});

describe('calling a service', () => {
  test('R1 answers 200 with the cards, which no cache keeps', async () => {
    await using service = await startService();
    const response = await service.post('/count', await recorded('standard-patient-view'));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({ cards: [{ summary: '1 patient, 1 results' }] });
  });

  test.each([
    ['standard-patient-view', 'count', '1 patient, 1 results'],
    ['sandbox-order-select', 'count', '1 patient, 0 results'],
    ['epic-order-sign-nothing-found', 'count', '1 patient, 0 results'],
  ])('Q1 G4 understands the request of a real client: %s', async (name, id, summary) => {
    await using service = await startService({ services: allHooks });
    const response = await service.post(`/${id}`, await recorded(name));
    expect(await response.json()).toMatchObject({ cards: [{ summary }] });
  });

  test('P8 gives the same answer by prefetch only and by FHIR only', async () => {
    const whole = await recorded('standard-patient-view');
    const { patient, bmd } = prefetchOf.parse(whole.prefetch);
    const fhir = fakeFhir({
      'Patient/1288992': [patient],
      'Observation?subject=Patient/1288992&code=http://loinc.org|38267-1&_count=50': resourcesIn(bmd),
    });
    const accesses: FhirAccess[] = [];
    await using service = await startService({
      fhirReaderFor: (access) => {
        accesses.push(access);
        return fhir.reader;
      },
    });
    const summaryOf = async (body: unknown) => {
      const { cards } = cardsOf.parse(await (await service.post('/count', body)).json());
      return cards.map(({ summary }) => summary);
    };
    const { fhirAuthorization: _without, ...prefetchOnly } = whole;
    const { prefetch: _none, ...fhirOnly } = whole;
    expect(await summaryOf(prefetchOnly)).toEqual(['1 patient, 1 results']);
    expect(accesses).toEqual([]);
    expect(await summaryOf(fhirOnly)).toEqual(['1 patient, 1 results']);
    expect(accesses).toMatchObject([
      { fhirServer: 'https://ehr.example.org/fhir', accessToken: 'some-opaque-fhir-access-token' },
    ]);
  });

  test('P1 says 412 and names the key that was not sent and cannot be read', async () => {
    await using service = await startService();
    const request = await recorded('standard-patient-view', { prefetch: {}, fhirAuthorization: undefined });
    const response = await service.post('/count', request);
    expect(response.status).toBe(412);
    expect(response.headers.get('content-type')).toMatch('application/fhir+json');
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error', code: 'required', details: { text: expect.stringContaining('(patient)') } },
      ],
    });
  });

  test('Q2 says 400 when the service does not serve the hook', async () => {
    await using service = await startService();
    const response = await service.post('/count', await recorded('sandbox-order-select'));
    expect([response.status, await codeOf(response)]).toEqual([400, 'request/wrong-hook']);
  });

  test('Q2 says 404 when there is no such service', async () => {
    await using service = await startService();
    const response = await service.post('/other', await recorded('standard-patient-view'));
    expect([response.status, await codeOf(response)]).toEqual([404, 'request/unknown-service']);
  });

  test.each([
    ['not JSON', '{"hook":'],
    ['not an object', '"patient-view"'],
    ['nothing', ''],
    ['a list', '[]'],
    ['without a hook', '{}'],
    ['nested too deep', `{"hook":"patient-view","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['with a field named __proto__', '{"hook":"patient-view","context":{"__proto__":{"patientId":"1"}}}'],
  ])('Q2 says 400 when the body is %s', async (_what, body) => {
    await using service = await startService();
    const response = await service.post('/count', body);
    expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
  });

  test('Q2 says 400 for an address that cannot be decoded', async () => {
    await using service = await startService();
    const response = await service.post('/%E0%A4%A', '{}');
    expect([response.status, await codeOf(response)]).toEqual([400, 'request/malformed']);
  });

  test.each(['text/plain', 'application/xml', 'application/json; charset=iso-8859-1'])(
    'says 415 to %s',
    async (type) => {
      await using service = await startService();
      const response = await service.post('/count', '{}', { 'Content-Type': type });
      expect([response.status, await codeOf(response)]).toEqual([415, 'request/media-type']);
    },
  );

  test('Q6 says 413 to a body over the limit, also when it was packed', async () => {
    await using service = await startService({ bodyLimitBytes: 1000 });
    const large = JSON.stringify(await recorded('standard-patient-view', { filler: 'x'.repeat(2000) }));
    const plain = await service.post('/count', large);
    expect([plain.status, await codeOf(plain)]).toEqual([413, 'request/too-large']);
    const { gzipSync } = await import('node:zlib');
    const packed = await fetch(`${service.base}/count`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(large),
    });
    expect([packed.status, await codeOf(packed)]).toEqual([413, 'request/too-large']);
  });

  test('Q6 takes a body of several megabytes', async () => {
    await using service = await startService();
    const request = await recorded('standard-patient-view', { filler: 'x'.repeat(4_000_000) });
    expect((await service.post('/count', request)).status).toBe(200);
  });

  test.each([
    ['POST', '', 'GET, HEAD'],
    ['OPTIONS', '', 'GET, HEAD'],
    ['GET', '/count', 'POST'],
    ['PUT', '/count', 'POST'],
    ['DELETE', '/count/feedback', 'POST'],
  ])('says 405 to %s on /cds-services%s and which method it takes', async (method, path, allow) => {
    await using service = await startService();
    const response = await fetch(`${service.base}${path}`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await codeOf(response)).toBe('request/method');
  });

  test('refuses a FHIR server that is not on the list of the client', async () => {
    const client = {
      issuer: 'https://ehr.example.org',
      fhirServers: ['https://other.example.org/fhir'],
      settings: DEFAULT_SETTINGS,
    };
    await using service = await startService({ authenticate: () => Promise.resolve(client) });
    const response = await service.post('/count', await recorded('standard-patient-view'));
    expect([response.status, await codeOf(response)]).toEqual([403, 'client/fhir-server-not-allowed']);
  });

  test('S8 says a bare 401, before the body is read', async () => {
    await using service = await startService({
      authenticate: () => Promise.reject(new CodedError('client/unauthorized', 'ERR_JWT_EXPIRED')),
    });
    const response = await service.post('/count', 'not JSON');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).toBe('');
    expect(service.lines).toMatchObject([{ fields: { code: 'client/unauthorized' } }]);
  });

  test('S4 F4 expects our configured address as audience, whatever Host says', async () => {
    const authenticate = jest
      .fn<Authenticate>()
      .mockResolvedValue({ issuer: 'i', fhirServers: [], settings: DEFAULT_SETTINGS });
    await using service = await startService({ authenticate, publicUrl: `${PUBLIC_URL}/` });
    await service.post('/count', await recorded('standard-patient-view'), { Authorization: 'Bearer t' });
    await service.post('/count/feedback', { feedback: [] }, { Authorization: 'Bearer t' });
    const url = `${PUBLIC_URL}/cds-services/count`;
    expect(authenticate.mock.calls).toEqual([
      ['Bearer t', [url]],
      ['Bearer t', [url, `${url}/feedback`]],
    ]);
  });

  test('tells what was decided, and answers all the same when that cannot be recorded', async () => {
    const decisions: Decision[] = [];
    await using service = await startService({
      onDecision: (decision) => {
        decisions.push(decision);
        return Promise.reject(new Error('database away'));
      },
    });
    expect((await service.post('/count', await recorded('standard-patient-view'))).status).toBe(200);
    expect(decisions).toMatchObject([
      {
        serviceId: 'count',
        hook: 'patient-view',
        client: { issuer: 'open', fhirServer: 'https://ehr.example.org/fhir' },
        cards: [{ indicator: 'info' }],
        failure: undefined,
      },
    ]);
  });
});

describe('when something on our side fails', () => {
  const failures: [string, () => Promise<never>, number, string][] = [
    ['a coded fault', () => Promise.reject(new CodedError('fhir/timeout')), 503, 'fhir/timeout'],
    ['a fault that looks like 404', () => Promise.reject(new CodedError('fhir/not-found')), 500, 'internal'],
    ['a refusal', () => Promise.reject(new CodedError('series/contrast')), 500, 'internal'],
    ['a slip', () => Promise.reject(new TypeError('patient 1288992 is undefined')), 500, 'internal'],
    [
      'a throw that is not a rejection',
      () => {
        throw new RangeError('1288992');
      },
      500,
      'internal',
    ],
  ];

  test.each(failures)('answers no cards after %s when it fails open', async (_what, respond) => {
    const decisions: Decision[] = [];
    await using service = await startService({
      failOpen: true,
      services: [countOnPatientView({ respond })],
      onDecision: (decision) => Promise.resolve(void decisions.push(decision)),
    });
    const response = await service.post('/count', await recorded('standard-patient-view'));
    expect([response.status, await response.json()]).toEqual([200, { cards: [] }]);
    expect(decisions).toMatchObject([{ cards: [], failure: expect.any(String) }]);
    expect(service.lines).toMatchObject([
      { level: 'error', fields: { service: 'count', hook: 'patient-view' } },
    ]);
  });

  test.each(failures)(
    'answers a coded 5xx after %s when it does not',
    async (_what, respond, status, code) => {
      await using service = await startService({ services: [countOnPatientView({ respond })] });
      const response = await service.post('/count', await recorded('standard-patient-view'));
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
    },
  );

  test('R12 aborts the service and answers no cards when the time is up', async () => {
    const aborted = Promise.withResolvers<unknown>();
    const respond = ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      return new Promise<never>(() => {});
    };
    await using service = await startService({
      failOpen: true,
      deadlineMs: 5,
      services: [countOnPatientView({ respond })],
    });
    const response = await service.post('/count', await recorded('standard-patient-view'));
    expect(await response.json()).toEqual(NO_CARDS);
    expect(await aborted.promise).toMatchObject({ code: 'hook/deadline' });
    expect(service.lines).toMatchObject([{ fields: { code: 'hook/deadline' } }]);
  });

  test('R2 sends nothing of a response that breaks the card schema', async () => {
    const cards = [aCard(), aCard({ summary: 'x'.repeat(140) })];
    await using service = await startService({
      services: [countOnPatientView({ respond: () => Promise.resolve({ cards }) })],
    });
    const response = await service.post('/count', await recorded('standard-patient-view'));
    expect([response.status, await codeOf(response)]).toEqual([500, 'internal']);
  });

  test('S9 logs neither tokens nor the patient, whatever goes wrong', async () => {
    const careless = countOnPatientView({
      respond: () => Promise.reject(new Error('Patient/1288992 with some-opaque-fhir-access-token')),
    });
    await using service = await startService({ services: [careless] });
    const request = await recorded('standard-patient-view');
    await service.post('/count', request, { Authorization: 'Bearer secret-jwt' });
    await service.post('/count', {
      ...request,
      context: { patientId: '1288992', userId: 'Practitioner 1288992' },
    });
    await service.post('/count', JSON.stringify(request).slice(0, -5));
    expect(service.lines.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(service.lines)).not.toMatch(/1288992|secret-jwt|some-opaque/);
  });
});

describe('any JSON at all', () => {
  const plausible = fc.record(
    {
      hook: fc.constantFrom('patient-view', 'order-sign', 7, null),
      hookInstance: fc.oneof(fc.string(), fc.jsonValue()),
      fhirServer: fc.oneof(fc.constant('https://ehr.example.org/fhir'), fc.webUrl(), fc.jsonValue()),
      fhirAuthorization: fc.oneof(
        fc.constant({ access_token: 't', token_type: 'Bearer' }),
        fc.record({ access_token: fc.string(), token_type: fc.string() }),
        fc.jsonValue(),
      ),
      context: fc.oneof(
        fc.record({
          patientId: fc.oneof(fc.constant('1'), fc.jsonValue()),
          userId: fc.oneof(fc.constant('Practitioner/1'), fc.jsonValue()),
          draftOrders: fc.oneof(fc.constant({ resourceType: 'Bundle' }), fc.jsonValue()),
        }),
        fc.jsonValue(),
      ),
      prefetch: fc.oneof(
        fc.record({
          patient: fc.oneof(
            fc.constant(null),
            fc.constant({ resourceType: 'Patient', id: '1' }),
            fc.jsonValue(),
          ),
          bmd: fc.oneof(
            fc.record({ resourceType: fc.constant('Bundle'), entry: fc.jsonValue(), link: fc.jsonValue() }),
            fc.record({ resourceType: fc.constant('Observation'), subject: fc.jsonValue() }),
            fc.jsonValue(),
          ),
        }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );

  test('Q2 is answered by 200 or a 4xx, never by a 5xx', async () => {
    await using service = await startService({
      services: allHooks,
      authenticate: openClients(['https://ehr.example.org/fhir']),
    });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(plausible, fc.jsonValue()), async (body) => {
        const { status } = await service.post('/count', body);
        seen.add(status);
        expect(status === 200 || (status >= 400 && status < 500)).toBe(true);
      }),
      {
        numRuns: 400,
        examples: [
          [
            {
              hook: 'patient-view',
              hookInstance: 'i',
              context: { patientId: '1', userId: 'Practitioner/1' },
              prefetch: { patient: null, bmd: null },
            },
          ],
        ],
      },
    );
    expect([...seen]).toEqual(expect.arrayContaining([200, 400]));
  });

  test('F1 is answered by 200 or a 4xx on the feedback address too', async () => {
    await using service = await startService();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.record({ feedback: fc.jsonValue() }), fc.jsonValue()), async (body) => {
        const { status } = await service.post('/count/feedback', body);
        expect(status === 200 || (status >= 400 && status < 500)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('S10 CORS', () => {
  const origin = 'https://sandbox.cds-hooks.org';

  test('S10 lets a listed origin send a token and JSON', async () => {
    await using service = await startService({ allowedOrigins: [origin] });
    const preflight = await fetch(`${service.base}/count`, {
      method: 'OPTIONS',
      headers: { Origin: origin },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    const answer = await fetch(service.base, { headers: { Origin: origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('vary')).toMatch('Origin');
  });

  test.each([['https://evil.example.org'], [`${origin}.evil.example.org`], ['null']])(
    'S10 says nothing to %s',
    async (other) => {
      await using service = await startService({ allowedOrigins: [origin] });
      const preflight = await fetch(`${service.base}/count`, {
        method: 'OPTIONS',
        headers: { Origin: other },
      });
      expect(preflight.status).toBe(405);
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
