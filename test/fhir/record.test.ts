import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { buildRecord } from '../../src/fhir/record.ts';
import { RECORD_KEYS } from '../../src/fhir/record-queries.ts';
import { found, options, patient, recordOf, resource, subject } from './record-of.ts';
import { recorded } from './recorded.ts';

const condition = (reference: object): object => ({ resourceType: 'Condition', subject: reference });

const order = (changes: object): object => ({
  resourceType: 'ServiceRequest',
  intent: 'order',
  subject,
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '77080' }] },
  ...changes,
});

describe('the patient', () => {
  test('sex, birth date and life', () => {
    expect(recordOf()).toMatchObject({
      sex: 'female',
      birthDate: '1958-02-03',
      deceased: false,
      incomplete: [],
    });
  });

  test.each([
    [{ deceasedBoolean: true }, true],
    [{ deceasedDateTime: '2026-01-01' }, true],
    [{ deceasedBoolean: false }, false],
  ])('%j: deceased = %s', (changes, deceased) => {
    expect(recordOf({ patient: [{ ...patient, ...changes }] }).deceased).toBe(deceased);
  });

  test('an unusable birth date or gender is unknown', () => {
    expect(
      recordOf({ patient: [{ resourceType: 'Patient', id: 'p1', birthDate: 'x', gender: 'F' }] }),
    ).toMatchObject({
      sex: 'unknown',
      birthDate: undefined,
    });
  });

  test('without the Patient there is no record', () => {
    expect(() => recordOf({ patient: [] })).toThrow(
      expect.objectContaining({ code: 'request/prefetch-missing' }),
    );
  });
});

describe('resources of another patient are refused (check P6)', () => {
  test.each([
    ['another Patient', { patient: [{ ...patient, id: 'p2' }] }],
    ['a relative reference', { conditions: [condition({ reference: 'Patient/p2' })] }],
    ['an absolute one', { conditions: [condition({ reference: 'https://fhir.example.org/r4/Patient/p2' })] }],
    ['one with a version', { conditions: [condition({ reference: 'Patient/p2/_history/1' })] }],
    ['a longer id', { conditions: [condition({ reference: 'Patient/p11' })] }],
    ['an id with an underscore', { conditions: [condition({ reference: 'Patient/p_1' })] }],
    ['an id of 100 characters', { conditions: [condition({ reference: `Patient/${'p'.repeat(100)}` })] }],
    ['an identifier', { conditions: [condition({ identifier: { value: 'p1' } })] }],
    ['a contained patient', { conditions: [condition({ reference: '#p1' })] }],
    ['a reference within a bundle', { conditions: [condition({ reference: 'urn:uuid:1' })] }],
    ['a reference that is none', { conditions: [condition({ reference: ['Patient/p1'] })] }],
    ['an owner that is no object', { conditions: [{ resourceType: 'Condition', subject: 'Patient/p1' }] }],
    ['a second owner', { conditions: [{ ...condition(subject), patient: { reference: 'Patient/p2' } }] }],
    ['a group', { conditions: [condition({ reference: 'Group/p1' })] }],
    [
      'one among many',
      { reports: [recorded('dexa-report-without-values'), condition({ reference: 'Patient/p2' })] },
    ],
  ])('%s', (_what, resources) => {
    expect(() => recordOf(resources)).toThrow(expect.objectContaining({ code: 'request/patient-mismatch' }));
  });

  test('a draft order', () => {
    const draft = resource({
      resourceType: 'ServiceRequest',
      status: 'draft',
      subject: { reference: 'Patient/p2' },
    });
    expect(() => recordOf({}, { draftOrders: [draft] })).toThrow(
      expect.objectContaining({ code: 'request/patient-mismatch' }),
    );
  });

  test('the message does not say who', () => {
    expect(() => recordOf({ conditions: [condition({ reference: 'Patient/p2' })] })).toThrow(
      /^The request carries data of more than one patient\.$/,
    );
  });

  test.each([
    [{ reference: 'Patient/p1' }],
    [{ reference: 'https://a.test/fhir/Patient/p1/_history/3' }],
    [{ display: 'Eva' }],
  ])('%j passes', (reference) =>
    expect(recordOf({ conditions: [condition(reference)] }).suppressors).toEqual([]),
  );
});

describe('a DEXA that is ordered', () => {
  test.each([
    ['active', {}, true],
    ['on-hold', {}, true],
    ['active', { intent: 'proposal' }, false],
    ['active', { doNotPerform: true }, false],
    ['draft', {}, false],
    ['completed', {}, false],
    ['revoked', {}, false],
  ])('%s %j: %s', (status, changes, ordered) => {
    expect(recordOf({ orders: [order({ status, ...changes })] }).dexaOrdered).toBe(ordered);
  });

  test.each([
    ['draft', true],
    ['active', true],
    ['entered-in-error', false],
  ])('a %s order that is being written: %s', (status, ordered) => {
    expect(recordOf({}, { draftOrders: [resource(order({ status }))] }).dexaOrdered).toBe(ordered);
  });

  test.each([
    [{ text: 'DEXA spine and hip' }],
    [{ coding: [{ system: 'urn:local', code: '7', display: 'Osteodensitometrie' }] }],
  ])('by words: %j', (code) => {
    expect(recordOf({ orders: [order({ status: 'active', code })] }).dexaOrdered).toBe(true);
    expect(recordOf({}, { draftOrders: [resource(order({ status: 'draft', code }))] }).dexaOrdered).toBe(
      true,
    );
  });

  test('another order', () => {
    const other = order({
      status: 'active',
      code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '72148' }] },
    });
    expect(recordOf({ orders: [other] }, { draftOrders: [resource(other)] }).dexaOrdered).toBe(false);
  });
});

describe('what is not whole', () => {
  test('keys that are missing or partial are named', () => {
    const { incomplete } = buildRecord(
      { patient: found(patient), conditions: { resources: [], complete: false }, orders: found() },
      options,
    );
    expect(incomplete).toEqual(RECORD_KEYS.filter((key) => !['patient', 'orders'].includes(key)));
  });

  test('no JSON under a resource type makes it throw anything but a coded error', () => {
    const types = [
      'Observation',
      'Condition',
      'MedicationRequest',
      'DiagnosticReport',
      'Procedure',
      'ServiceRequest',
      'ImagingStudy',
    ];
    const keys = fc.constantFrom(
      'code',
      'status',
      'subject',
      'component',
      'hasMember',
      'contained',
      'medicationReference',
      'modality',
      'effectivePeriod',
      'clinicalStatus',
      'valueQuantity',
      'identifier',
    );
    const odd = fc.tuple(fc.constantFrom(...types), fc.dictionary(keys, fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 4 }), (resources) => {
        const made = resources.map(([resourceType, body]) => ({ ...body, subject, resourceType }));
        expect(recordOf({ dexaObservations: made }).sex).toBe('female');
      }),
      { numRuns: 300 },
    );
  });
});
