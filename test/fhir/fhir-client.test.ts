import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { FhirClient, type FhirClientOptions, keyQuery } from '../../src/fhir/fhir-client.ts';
import { recordedText } from './recorded.ts';
import { codedFailure } from '../support/coded-failure.ts';

const BASE = 'https://fhir.example.org/r4';
const key = { parameter: 'identifier', system: 'https://x.test/ids', value: 'abc' } as const;
const observation = {
  resourceType: 'Observation',
  status: 'preliminary',
  code: { text: 'M-score' },
} as const;

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

function client(options: Partial<FhirClientOptions> = {}): FhirClient {
  return new FhirClient({ baseUrl: BASE, accessToken: async () => 'secret', ...options });
}

function server(): nock.Scope {
  return nock('https://fhir.example.org');
}

describe('read', () => {
  test('sends the token, asks for FHIR JSON', async () => {
    server()
      .get('/r4/Patient/p1')
      .matchHeader('authorization', 'Bearer secret')
      .matchHeader('accept', 'application/fhir+json')
      .reply(200, { resourceType: 'Patient', id: 'p1' });
    expect(await client().read('Patient/p1')).toMatchObject({ id: 'p1' });
  });

  test('sends no Authorization without a token, and asks for a new one each time', async () => {
    const tokens = ['first', undefined];
    const reader = client({ accessToken: async () => tokens.shift() });
    server()
      .get('/r4/Patient/p1')
      .matchHeader('authorization', 'Bearer first')
      .reply(200, { resourceType: 'Patient' });
    await reader.read('Patient/p1');
    nock('https://fhir.example.org', { badheaders: ['authorization'] })
      .get('/r4/Patient/p1')
      .reply(200, { resourceType: 'Patient' });
    await reader.read('Patient/p1');
  });

  test.each(['a_b', 'x'.repeat(128), 'A-1.b'])('the id %s', async (id) => {
    server().get(`/r4/Patient/${id}`).reply(200, { resourceType: 'Patient', id });
    expect(await client().read(`Patient/${id}`)).toMatchObject({ id });
  });

  test.each([404, 410])('%i: there is none', async (status) => {
    server().get('/r4/Patient/p1').reply(status, {});
    expect(await client().read('Patient/p1')).toBeUndefined();
  });

  test.each([
    'Patient',
    'Patient/../Group/1',
    'https://evil.example/Patient/1',
    'Patient/1?x=y',
    '//evil/Patient/1',
    'Patient/..',
    `Patient/${'1'.repeat(129)}`,
  ])('asks nothing for %s, which is no literal reference', async (path) => {
    expect((await codedFailure(client().read(path))).code).toBe('fhir/not-found');
  });
});

describe('what goes wrong has a code', () => {
  test.each([
    [401, 'fhir/unauthorized'],
    [403, 'fhir/unauthorized'],
    [400, 'fhir/outcome'],
    [422, 'fhir/outcome'],
    [405, 'fhir/outcome'],
    [501, 'fhir/outcome'],
    [500, 'fhir/unavailable'],
    [502, 'fhir/unavailable'],
    [503, 'fhir/unavailable'],
    [429, 'fhir/unavailable'],
    [504, 'fhir/timeout'],
    [412, 'fhir/multiple-matches'],
  ])('HTTP %i: %s', async (status, code) => {
    server().get('/r4/Patient/p1').reply(status, { resourceType: 'OperationOutcome', issue: [] });
    expect((await codedFailure(client().read('Patient/p1'))).code).toBe(code);
  });

  test.each([
    ['HTML', '<html>Please sign in</html>', 'fhir/invalid'],
    ['nothing', '', 'fhir/invalid'],
    ['null', 'null', 'fhir/invalid'],
    ['an array', '[]', 'fhir/invalid'],
    ['JSON that is not FHIR', '{"status":"ok"}', 'fhir/invalid'],
    ['half a resource', '{"resourceType":"Patient","id"', 'fhir/invalid'],
    ['an OperationOutcome', recordedText('outcome-with-patient-data'), 'fhir/outcome'],
  ])('200 with %s', async (_what, body, code) => {
    server().get('/r4/Patient/p1').reply(200, body);
    expect((await codedFailure(client().read('Patient/p1'))).code).toBe(code);
  });

  test('an HTML error page still tells by its status', async () => {
    server().get('/r4/Patient/p1').reply(401, '<html>401</html>');
    expect((await codedFailure(client().read('Patient/p1'))).code).toBe('fhir/unauthorized');
  });

  test('an answer that does not come in time', async () => {
    server().get('/r4/Patient/p1').delay(2000).reply(200, {});
    expect((await codedFailure(client({ timeoutMs: 20 }).read('Patient/p1'))).code).toBe('fhir/timeout');
  });

  test('the hook’s time is up', async () => {
    const signal = AbortSignal.abort();
    expect((await codedFailure(client({ signal }).read('Patient/p1'))).code).toBe('fhir/timeout');
  });

  test('nobody there', async () => {
    server().get('/r4/Patient/p1').replyWithError('connect ECONNREFUSED');
    expect((await codedFailure(client().read('Patient/p1'))).code).toBe('fhir/unavailable');
  });

  test('the message holds issue codes, and neither the server’s words nor the URL nor the token', async () => {
    server().get('/r4/Patient/p1').reply(422, recordedText('outcome-with-patient-data'));
    const { message } = await codedFailure(client().read('Patient/p1'));
    expect(message).toContain('HTTP 422, business-rule');
    expect(message).not.toMatch(/Nov|4711|p1|secret|example/);
  });

  test('an issue code that is text is not repeated', async () => {
    const issue = [{ severity: 'error', code: 'Nováková is locked' }];
    server().get('/r4/Patient/p1').reply(422, { resourceType: 'OperationOutcome', issue });
    expect((await codedFailure(client().read('Patient/p1'))).message).toContain('HTTP 422, unknown');
  });

  test('a redirect is not followed: it could take the token to another host', async () => {
    server().get('/r4/Patient/p1').reply(302, '', { location: 'https://evil.example.net/Patient/p1' });
    const evil = nock('https://evil.example.net').get('/Patient/p1').reply(200, { resourceType: 'Patient' });
    expect((await codedFailure(client().read('Patient/p1'))).code).toBe('fhir/invalid');
    expect(evil.isDone()).toBe(false);
  });
});

describe('search', () => {
  test('reads all pages', async () => {
    server().get('/r4/Condition?patient=p1').reply(200, recordedText('search-page-1'));
    server()
      .get('/r4/Condition?patient=p1&page=2')
      .matchHeader('authorization', 'Bearer secret')
      .reply(200, recordedText('search-page-2'));
    const { resources, complete } = await client().search('Condition?patient=p1');
    expect(resources.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
    expect(complete).toBe(true);
  });

  test.each(['search-empty-without-entry', 'search-empty-with-outcome'])(
    '%s is no data, completely',
    async (situation) => {
      server().get('/r4/Observation?patient=p1').reply(200, recordedText(situation));
      expect(await client().search('Observation?patient=p1')).toEqual({ resources: [], complete: true });
    },
  );

  test('an error among the matches makes them incomplete', async () => {
    server().get('/r4/Condition?patient=p1').reply(200, recordedText('search-with-error-entry'));
    const { resources, complete } = await client().search('Condition?patient=p1');
    expect([resources.length, complete]).toEqual([1, false]);
  });

  test('a server that counts more than it gives', async () => {
    const entry = [{ resource: { resourceType: 'Condition', id: 'c1' } }];
    server()
      .get('/r4/Condition?patient=p1')
      .reply(200, { resourceType: 'Bundle', type: 'searchset', total: 2, entry });
    expect((await client().search('Condition?patient=p1')).complete).toBe(false);
  });

  test('a next page on another host is not followed', async () => {
    server().get('/r4/Condition?patient=p1').reply(200, recordedText('search-next-on-other-host'));
    const foreign = nock('https://internal.example.net').get('/r4/Condition?page=2').reply(200, {});
    expect((await codedFailure(client().search('Condition?patient=p1'))).code).toBe('fhir/foreign-link');
    expect(foreign.isDone()).toBe(false);
  });

  test.each([
    'http://fhir.example.org/r4/Condition?page=2',
    'https://fhir.example.org:8443/r4/Condition?page=2',
  ])('nor one on another origin: %s', async (url) => {
    const link = [{ relation: 'next', url }];
    server().get('/r4/Condition?patient=p1').reply(200, { resourceType: 'Bundle', type: 'searchset', link });
    expect((await codedFailure(client().search('Condition?patient=p1'))).code).toBe('fhir/foreign-link');
  });

  test('a relative next link is one of the same server', async () => {
    const link = [{ relation: 'next', url: 'Condition?page=2' }];
    server().get('/r4/Condition?patient=p1').reply(200, { resourceType: 'Bundle', type: 'searchset', link });
    server().get('/r4/Condition?page=2').reply(200, recordedText('search-page-2'));
    expect((await client().search('Condition?patient=p1')).resources).toHaveLength(1);
  });

  test('pages without end stop at maxPages', async () => {
    let page = 0;
    server()
      .persist()
      .get(/Condition/)
      .reply(200, () => {
        page += 1;
        const link = [{ relation: 'next', url: `${BASE}/Condition?page=${page}` }];
        const entry = [{ resource: { resourceType: 'Condition', id: `c${page}` } }];
        return { resourceType: 'Bundle', type: 'searchset', link, entry };
      });
    const { resources, complete } = await client({ maxPages: 4 }).search('Condition?patient=p1');
    expect([resources.length, complete, page]).toEqual([4, false, 4]);
    const bounded = await client({ maxResources: 2 }).search('Condition?patient=p1');
    expect([bounded.resources.length, bounded.complete]).toEqual([2, false]);
  });

  test('pages that go in circles stop', async () => {
    const link = [{ relation: 'next', url: `${BASE}/Condition?patient=p1` }];
    const asked = server()
      .get('/r4/Condition?patient=p1')
      .reply(200, { resourceType: 'Bundle', type: 'searchset', link });
    expect((await client().search('Condition?patient=p1')).complete).toBe(false);
    expect(asked.isDone()).toBe(true);
  });

  test('one page larger than maxResources is cut', async () => {
    server()
      .get('/r4/Condition?patient=p1')
      .reply(200, recordedText('search-page-2').replace('"total": 3', '"total": 1'));
    expect(await client({ maxResources: 0 }).search('Condition?patient=p1')).toEqual({
      resources: [],
      complete: false,
    });
  });

  test('a resource instead of a Bundle', async () => {
    server().get('/r4/Condition?patient=p1').reply(200, { resourceType: 'Condition' });
    expect((await codedFailure(client().search('Condition?patient=p1'))).code).toBe('fhir/invalid');
  });

  test.each(['https://evil.example.net/Condition?x=1', '/Condition?x=1', 'Condition', '$export?x=1'])(
    'asks nothing for %s, which is no type search',
    async (query) => expect((await codedFailure(client().search(query))).code).toBe('fhir/invalid'),
  );

  test('encodes the bar of a token, which Tomcat refuses', async () => {
    const path: string[] = [];
    server()
      .get(/Observation/)
      .reply(200, (uri) => {
        path.push(uri);
        return { resourceType: 'Bundle', type: 'searchset' };
      });
    await client().search('Observation?code=http://loinc.org|38267-1');
    expect(path).toEqual(['/r4/Observation?code=http://loinc.org%7C38267-1']);
  });
});

describe('writing', () => {
  const encoded = 'identifier=https%3A%2F%2Fx.test%2Fids%7Cabc';

  test('a key is encoded', () => expect(keyQuery(key)).toBe(encoded));

  test('conditional update', async () => {
    server()
      .put(`/r4/Observation?${encoded}`, { ...observation })
      .matchHeader('content-type', 'application/fhir+json')
      .matchHeader('prefer', 'return=representation')
      .reply(200, { ...observation, id: 'o1' });
    expect(await client().conditionalUpdate(observation, key)).toBe('Observation/o1');
  });

  test('an answer without the resource: its place is in the Location header', async () => {
    const location = `${BASE}/Observation/o7/_history/1`;
    server().put(`/r4/Observation?${encoded}`).reply(201, '', { location });
    expect(await client().conditionalUpdate(observation, key)).toBe('Observation/o7');
  });

  test('neither resource nor Location', async () => {
    server().put(`/r4/Observation?${encoded}`).reply(200, '');
    expect((await codedFailure(client().conditionalUpdate(observation, key))).code).toBe('fhir/invalid');
  });

  test('conditional create', async () => {
    server()
      .post('/r4/Observation')
      .matchHeader('if-none-exist', encoded)
      .reply(200, { ...observation, id: 'o1' });
    expect(await client().conditionalCreate(observation, key)).toBe('Observation/o1');
  });

  test('412: more than one match', async () => {
    server().put(`/r4/Observation?${encoded}`).reply(412, { resourceType: 'OperationOutcome', issue: [] });
    expect((await codedFailure(client().conditionalUpdate(observation, key))).code).toBe(
      'fhir/multiple-matches',
    );
  });

  test('a transaction goes to the base address', async () => {
    server().post('/r4').reply(200, { resourceType: 'Bundle', type: 'transaction-response', entry: [] });
    const bundle = { resourceType: 'Bundle', type: 'transaction' } as const;
    expect(await client({ baseUrl: `${BASE}/` }).transaction(bundle)).toMatchObject({ entry: [] });
  });
});

describe('writing one version', () => {
  const read = { ...observation, id: 'o1', meta: { versionId: '3' } };

  test('a resource that was read is written over the version that was read', async () => {
    server().put('/r4/Observation/o1').matchHeader('if-match', 'W/"3"').reply(200, read);
    expect(await client().update(read)).toBe('Observation/o1');
  });

  test.each([409, 412])('%i: somebody has changed it since', async (status) => {
    server().put('/r4/Observation/o1').reply(status, { resourceType: 'OperationOutcome', issue: [] });
    expect((await codedFailure(client().update(read))).code).toBe('fhir/conflict');
  });
});

const statement = (code: string) => ({
  resourceType: 'CapabilityStatement',
  rest: [{ mode: 'server', interaction: [{ code }] }],
});

describe('capabilities', () => {
  test.each([
    ['transaction', true],
    ['batch', false],
  ])('%s: takes transactions = %s, asked once', async (code, expected) => {
    server().get('/r4/metadata').reply(200, statement(code));
    const asking = client();
    expect([await asking.capability(), await asking.capability()]).toMatchObject([
      { transactions: expected },
      { transactions: expected },
    ]);
  });

  test('a failed question is asked again', async () => {
    server().get('/r4/metadata').reply(503, '');
    server().get('/r4/metadata').reply(200, statement('transaction'));
    const asking = client();
    expect((await codedFailure(asking.capability())).code).toBe('fhir/unavailable');
    expect(await asking.capability()).toMatchObject({ transactions: true });
  });

  test.each([
    ['nothing', 404, ''],
    ['something else', 200, { resourceType: 'Patient' }],
  ])('%s at /metadata: anything may be tried, in no transaction', async (_what, status, body) => {
    server().get('/r4/metadata').reply(status, body);
    const capability = await client().capability();
    expect([capability.transactions, capability.of('Observation').update]).toEqual([false, true]);
  });
});
