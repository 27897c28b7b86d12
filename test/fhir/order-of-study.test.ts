import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServiceRequest } from 'fhir/r4.js';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { CodedError, type ErrorCode } from '../../src/errors.ts';
import { defaultCodeLists } from '../../src/fhir/codes.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { findOrder, orderIdentifiers } from '../../src/fhir/order-of-study.ts';

const ACCESSIONS = 'https://north.example.org/accessions';
const order = (id: string, value: string, changes: Partial<ServiceRequest> = {}): ServiceRequest => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://loinc.org', code: '24968-0' }] },
  subject: { reference: 'Patient/p1' },
  identifier: [{ system: ACCESSIONS, value }],
  ...changes,
});
let sandbox: FhirSandbox;
let client: FhirClient;

beforeAll(async () => {
  const brain = { coding: [{ system: 'http://loinc.org', code: '24590-2' }] };
  sandbox = await startFhirSandbox({
    resources: [
      ...['p1', 'p2'].map((id) => ({ resourceType: 'Patient', id }) as const),
      order('one', 'A1'),
      order('twice-1', 'A2'),
      order('twice-2', 'A2'),
      order('theirs', 'A3', { subject: { reference: 'Patient/p2' } }),
      order('revoked', 'A4', { status: 'revoked' }),
      order('brain', 'A5', { code: brain }),
      order('bare', 'A6', { identifier: [{ value: 'A6' }] }),
    ],
  });
  client = new FhirClient({ baseUrl: sandbox.baseUrl });
});
afterAll(() => sandbox.close());

const find = (value: string, system = ACCESSIONS) =>
  findOrder(client, defaultCodeLists, [{ system, value }], 'p1');

describe('the order of a study', () => {
  test.each([
    ['the one that carries its number', 'A1', 'ServiceRequest/one'],
    ['none of two', 'A2', undefined],
    ['none of another patient', 'A3', undefined],
    ['none that was revoked', 'A4', undefined],
    ['none for another examination', 'A5', undefined],
    ['none when nobody carries the number', 'A9', undefined],
  ])('is %s', async (_which, value, expected) => expect(await find(value)).toBe(expected));

  test('of another system is another number', async () => {
    expect(await find('A1', 'https://south.example.org/accessions')).toBeUndefined();
  });

  test('is found by a number without a system', async () => {
    expect(await find('A6', '')).toBe('ServiceRequest/bare');
  });

  test('two numbers of one order are one order', async () => {
    const twice = [
      { system: ACCESSIONS, value: 'A1' },
      { system: '', value: 'A1' },
    ];
    expect(await findOrder(client, defaultCodeLists, twice, 'p1')).toBe('ServiceRequest/one');
  });
});

const answering = (code: ErrorCode) => ({ search: () => Promise.reject(new CodedError(code)) });
const identifiers = [{ system: '', value: 'A1' }];

test('where we may not look for orders the study goes without', async () => {
  const closed = answering('fhir/unauthorized');
  expect(await findOrder(closed, defaultCodeLists, identifiers, 'p1')).toBeUndefined();
});

test('a server that is away is asked again, with the whole result', async () => {
  const away = findOrder(answering('fhir/unavailable'), defaultCodeLists, identifiers, 'p1');
  await expect(away).rejects.toMatchObject({ code: 'fhir/unavailable' });
});

test('what an order will be known by: its identifiers and its requisition, unless old or no id for DICOM', () => {
  const draft = order('draft', 'A1', {
    identifier: [
      { system: ACCESSIONS, value: 'A1' },
      { system: ACCESSIONS, value: 'A0', use: 'old' },
      { value: 'with*wildcard' },
      { system: ACCESSIONS },
    ],
    requisition: { value: 'R7' },
  });
  expect(orderIdentifiers(draft)).toEqual([
    { system: ACCESSIONS, value: 'A1' },
    { system: '', value: 'R7' },
  ]);
});
