import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CallingClient } from '../../src/calling-client.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { readNames, readWho } from '../../src/review/patients.ts';
import { fakeSite, MRN } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';

const stack = new AsyncDisposableStack();
/** What a record that says whatever it likes answers to the next search; undefined never answers. */
let patients: object[] | undefined;
let fhirServer: string;

beforeAll(async () => {
  const server = createServer((_request, response) => {
    if (!patients) return;
    const entry = patients.map((resource) => ({ resource }));
    response.setHeader('content-type', 'application/fhir+json');
    response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  stack.defer(() => server.closeAllConnections());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  fhirServer = `http://127.0.0.1:${port}`;
});
afterAll(() => stack.disposeAsync());

const client = (): CallingClient => ({ issuer: 'https://ehr.example.org', fhirServer });
const siteOf = () => fakeSite({ record: new FhirClient({ baseUrl: fhirServer }) });
const who = (withinMs?: number) =>
  readWho(siteOf, logLines().logger, withinMs)({ client: client(), patientId: 'p1' });
const named = (name: unknown) => ({ resourceType: 'Patient', id: 'p1', name });

test('a patient is read with name, birth date and the numbers that the PACS knows them by', async () => {
  patients = [
    {
      ...named([
        { use: 'nickname', text: 'Anka' },
        { use: 'official', given: ['Anna', 'Mária'], family: 'Nováková' },
      ]),
      birthDate: '1955-03-04',
      identifier: [
        { system: MRN, value: 'N-17' },
        { system: MRN, value: 'N-3', use: 'old' },
        { system: 'urn:insurance', value: '555' },
      ],
    },
  ];
  expect(await who()).toEqual({
    name: 'Anna Mária Nováková',
    birthDate: '1955-03-04',
    identifiers: ['N-17'],
  });
});

test('the name of somebody else who was not asked for is nobody’s', async () => {
  patients = [{ ...named([{ text: 'Somebody Else' }]), id: 'p2' }];
  expect(await who()).toBe('unknown');
});

test('a record that does not answer is waited for no longer than the page can wait', async () => {
  patients = undefined;
  expect(await who(20)).toBe('away');
});

test('a record that fails is away, in the log without the patient, and the list goes by ids', async () => {
  const { logger, lines } = logLines();
  const gone = { issuer: 'https://ehr.example.org', fhirServer: 'http://127.0.0.1:9/fhir' };
  const away = () => fakeSite({ record: new FhirClient({ baseUrl: gone.fhirServer }) });
  expect(await readWho(away, logger)({ client: gone, patientId: 'secret-id' })).toBe('away');
  expect(await readNames(away, logger)(gone, ['secret-id'])).toEqual(new Map());
  expect(JSON.stringify(lines)).toContain('names of patients could not be read');
  expect(JSON.stringify(lines)).not.toContain('secret-id');
});

test('a record that we may not read is not asked', async () => {
  patients = [named([{ text: 'Anna' }])];
  const noAccess = readWho(() => fakeSite(), logLines().logger);
  expect(await noAccess({ client: client(), patientId: 'p1' })).toBe('no-access');
});

test.each([
  ['text that turns its direction', [{ text: 'Anna \u202eavokávoN\u2066\u0007' }], 'Anna avokávoN'],
  ['more text than a line has', [{ text: '😀'.repeat(500) }], `${'😀'.repeat(119)}…`],
  ['a given name that is none', [{ given: [7, 'Anna'], family: { a: 1 } }], 'Anna'],
  ['an empty text beside its parts', [{ text: '', given: ['Anna'] }], 'Anna'],
  ['no list', 'Anna', ''],
])('of a name that has %s, what can be read is', async (_, name, read) => {
  patients = [named(name)];
  expect(await who()).toMatchObject({ name: read });
});
