import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/screening/policy.ts';
import { recommend } from '../../src/screening/recommend.ts';
import { measuredAs } from '../support/measurement.ts';
import { recordOf, subject } from './record-of.ts';

const request = (changes: object): object => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  medicationCodeableConcept: { coding: [{ system: 'http://www.whocc.no/atc', code: 'M05BA04' }] },
  authoredOn: '2026-01-10',
  ...changes,
});
const counts = (...medications: object[]): boolean => recordOf({ medications }).suppressors.length > 0;
const named = (name: string) => request({ medicationCodeableConcept: { text: name } });

const statement = (changes: object): object => ({
  resourceType: 'MedicationStatement',
  status: 'completed',
  subject,
  medicationCodeableConcept: { text: 'zoledronate' },
  effectivePeriod: { start: '2018-01-01', end: '2025-09-01' },
  ...changes,
});

describe('bone drugs', () => {
  test('by ATC, since when', () => {
    expect(recordOf({ medications: [request({})] }).suppressors).toEqual([
      { kind: 'bone-drug', matched: 'http://www.whocc.no/atc|M05BA04', date: '2026-01-10', current: true },
    ]);
  });

  test.each([
    'Alendronate 70 mg',
    'ZOLEDRONIC ACID',
    'denosumab-bbdz',
    'Jubbonti 60 mg/mL',
    'Prolia',
    'Raloxifene',
    'teriparatide',
  ])('by name: %s', (name) =>
    expect(recordOf({ medications: [named(name)] }).suppressors).toMatchObject([{ matched: 'text' }]),
  );

  test('by the display of a code for a product, of a reference, and by a contained Medication', () => {
    const product = {
      coding: [
        { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1', display: 'Risedronate 35 MG' },
      ],
    };
    expect(counts(request({ medicationCodeableConcept: product }))).toBe(true);
    const referred = {
      medicationCodeableConcept: undefined,
      medicationReference: { reference: 'Medication/1', display: 'Evenity' },
    };
    expect(counts(request(referred))).toBe(true);
    const contained = [
      { resourceType: 'Medication', id: 'm', code: { text: 'Ibandronic acid, ibandronate' } },
    ];
    expect(
      counts(
        request({
          contained,
          medicationCodeableConcept: undefined,
          medicationReference: { reference: '#m' },
        }),
      ),
    ).toBe(true);
  });

  test.each([
    ['another drug', named('Metoprolol')],
    ['calcium', named('Calcium carbonate / vitamin D')],
    ['a cancelled one', request({ status: 'cancelled' })],
    ['one entered in error', request({ status: 'entered-in-error' })],
    ['a draft', request({ status: 'draft' })],
    ['one not to be given', request({ doNotPerform: true })],
    ['a proposal', request({ intent: 'proposal' })],
  ])('%s does not count', (_what, medication) => expect(counts(medication)).toBe(false));

  test.each([
    ['active', '2015-01-01', true],
    ['on-hold', '2015-01-01', true],
    ['unknown', undefined, true],
    ['completed', '2015-01-01', false],
    ['stopped', undefined, false],
  ])('%s, written %s: current = %s', (status, authoredOn, current) => {
    const medications = [request({ status, authoredOn })];
    expect(recordOf({ medications }).suppressors).toMatchObject([{ current, date: authoredOn }]);
  });

  test('alendronate ordered in 2021 and still active speaks against a card', () => {
    const record = recordOf({ medications: [request({ authoredOn: '2021-03-01' })] });
    const policy = parsePolicy({ id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } });
    expect(recommend(record, measuredAs({ m: 9 }), policy, '2026-06-01')).toMatchObject({
      kind: 'nothing',
      reasons: [{ code: 'bone-drug' }],
    });
  });

  test('statements: their period counts, and what was not taken does not', () => {
    expect(recordOf({ medicationStatements: [statement({})] }).suppressors).toMatchObject([
      { date: '2025-09-01' },
    ]);
    expect(recordOf({ medicationStatements: [statement({ status: 'not-taken' })] }).suppressors).toEqual([]);
  });
});
