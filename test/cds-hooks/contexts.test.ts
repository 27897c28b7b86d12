import { describe, expect, test } from '@jest/globals';
import {
  orderSelectContext,
  orderSignContext,
  patientViewContext,
  reportSignContext,
  reportViewContext,
  selectedOrders,
} from '../../src/cds-hooks/contexts.ts';
import { recorded } from './support/fake-service.ts';

const user = { userId: 'Practitioner/1', patientId: '2' };

describe('Q4 who and about whom', () => {
  test.each(['Practitioner/abc', 'PractitionerRole/A-1.b', 'Patient/1', 'RelatedPerson/1_user'])(
    'userId %s',
    (userId) => {
      expect(patientViewContext.parse({ ...user, userId })).toMatchObject({ userId });
    },
  );

  test.each([
    '',
    'abc',
    'Practitioner/',
    '/1',
    'Practitioner/1/2',
    'Practitioner/..',
    'https://x.org/Practitioner/1',
    7,
  ])('not userId %j', (userId) => {
    expect(patientViewContext.safeParse({ ...user, userId }).success).toBe(false);
  });

  test.each(['', '.', '..', '1/2', '1?x', '1&_include=*', '1|2', ' 1', '{{x}}', 'x'.repeat(129), 1, null])(
    'not patientId %j, as it goes into URLs',
    (patientId) => {
      expect(patientViewContext.safeParse({ ...user, patientId }).success).toBe(false);
    },
  );

  test.each([
    [undefined, undefined],
    [null, undefined],
    ['e1', 'e1'],
  ])('encounterId %j', (encounterId, parsed) => {
    expect(patientViewContext.parse({ ...user, encounterId }).encounterId).toBe(parsed);
  });
});

describe('draft orders', () => {
  test('Q5 come without Bundle.type, several, and in other states than draft', async () => {
    const sandbox = await recorded('sandbox-order-select');
    expect(orderSignContext.parse(sandbox.context).draftOrders).toMatchObject([
      { id: 'request-123', intent: 'plan' },
    ]);
    const epic = await recorded('epic-order-sign-nothing-found');
    expect(orderSignContext.parse(epic.context).draftOrders).toMatchObject([
      { resourceType: 'ServiceRequest', status: 'active' },
      { resourceType: 'MedicationRequest', status: 'draft' },
    ]);
  });

  test('Q4 order-select says which were selected', async () => {
    const { context } = await recorded('sandbox-order-select');
    const parsed = orderSelectContext.parse(context);
    expect(selectedOrders(parsed)).toMatchObject([{ id: 'request-123' }]);
    expect(selectedOrders({ ...parsed, selections: ['MedicationRequest/request-123'] })).toEqual([]);
    expect(orderSelectContext.safeParse({ ...user, draftOrders: { resourceType: 'Bundle' } }).success).toBe(
      false,
    );
  });

  test('with an id that is no text are not selected', () => {
    const entry = [
      { resource: { resourceType: 'ServiceRequest', id: { toString: 1 } } },
      { resource: { resourceType: 'ServiceRequest' } },
    ];
    const draftOrders = { resourceType: 'Bundle', entry };
    const selections = ['ServiceRequest/', 'ServiceRequest/[object Object]'];
    expect(selectedOrders(orderSelectContext.parse({ ...user, draftOrders, selections }))).toEqual([]);
  });

  test.each([
    undefined,
    null,
    [],
    'x',
    { resourceType: 'List' },
    { resourceType: 'Bundle', entry: [{ resource: 7 }] },
  ])('are malformed as %j', (draftOrders) => {
    expect(orderSignContext.safeParse({ ...user, draftOrders }).success).toBe(false);
  });

  test('may be none, and entries may lack a resource', () => {
    const entry = [{ fullUrl: 'urn:uuid:1' }, { resource: null }];
    expect(
      orderSignContext.parse({ ...user, draftOrders: { resourceType: 'Bundle', entry } }).draftOrders,
    ).toEqual([]);
    expect(orderSignContext.parse({ ...user, draftOrders: { resourceType: 'Bundle' } }).draftOrders).toEqual(
      [],
    );
  });
});

describe('reports', () => {
  const report = { ...user, reportId: '102', category: 'RAD', status: 'final' };
  const lumbarMr = { system: 'http://loinc.org', code: '24968-0' };

  test("are read as the draft's own example writes them", async () => {
    const { context } = await recorded('report-view-as-drafted');
    expect(reportViewContext.parse(context)).toEqual({
      userId: 'Practitioner/123',
      patientId: '1288992',
      encounterId: '89284',
      reportId: '102',
      category: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD' }],
      status: 'final',
      procedure: [{ ...lumbarMr, display: 'MR Lumbar spine' }],
    });
  });

  const procedures: [string, unknown, object[]][] = [
    ['nothing', undefined, []],
    ['text', 'MR Lumbar', [{ code: 'MR Lumbar', display: 'MR Lumbar' }]],
    ['empty text', ' ', []],
    ['system|code', 'http://loinc.org|24968-0', [lumbarMr]],
    ['a Coding', { ...lumbarMr, display: 'MR' }, [{ ...lumbarMr, display: 'MR' }]],
    ['a CodeableConcept', { coding: [lumbarMr] }, [lumbarMr]],
    ['a CodeableConcept of text', { text: 'MR Lumbar' }, [{ display: 'MR Lumbar' }]],
    ['an empty object', {}, []],
    ['a list of Codings', [lumbarMr, { code: 'MRL' }], [lumbarMr, { code: 'MRL' }]],
    ['a list of CodeableConcepts', [{ coding: [lumbarMr], text: 'MR' }], [{ ...lumbarMr, display: 'MR' }]],
    ['a mixed list', ['MRL', { coding: [lumbarMr] }], [{ code: 'MRL', display: 'MRL' }, lumbarMr]],
    ["LOINC's system misspelt", { system: 'https://loinc.org', code: '24968-0' }, [lumbarMr]],
  ];

  test.each(procedures)('name their procedure by %s', (_what, procedure, codes) => {
    expect(reportSignContext.parse({ ...report, procedure }).procedure).toEqual(codes);
  });

  test('may say the whole reference as reportId', () => {
    expect(reportViewContext.parse({ ...report, reportId: 'DiagnosticReport/102' }).reportId).toBe('102');
  });

  test.each([
    ['final', 'final'],
    [{ coding: [{ code: 'amended' }] }, 'amended'],
    [[{ code: 'preliminary' }], 'preliminary'],
  ])('say their status as %j', (status, code) => {
    expect(reportViewContext.parse({ ...report, status }).status).toBe(code);
  });

  test.each([
    { status: undefined },
    { status: [] },
    { status: 7 },
    { reportId: undefined },
    { reportId: '../1' },
    { category: 7 },
  ])('are malformed with %j', (changes) => {
    expect(reportViewContext.safeParse({ ...report, ...changes }).success).toBe(false);
  });
});
