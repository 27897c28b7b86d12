import { describe, expect, test } from '@jest/globals';
import type { Observation } from 'fhir/r4.js';
import { sameContent } from '../../src/fhir/same-content.ts';

const ours: Observation = {
  resourceType: 'Observation',
  status: 'preliminary',
  code: { text: 'M-score' },
  issued: '2026-01-01T00:00:00Z',
  subject: { reference: 'Patient/p1' },
  valueQuantity: { value: 6.377, unit: '1' },
  hasMember: [{ reference: 'Observation/a' }, { reference: 'Observation/b' }],
};
const same = (changes: Partial<Observation>, own = ours) => sameContent({ ...ours, ...changes }, own);

describe('the same', () => {
  test.each<[string, Partial<Observation>]>([
    ['as it was written', {}],
    ['at another time, in another status', { issued: '2026-02-02T00:00:00Z', status: 'final' }],
    ['with what the server adds', { id: 'x', meta: { versionId: '2' }, language: 'en' }],
    ['with absolute references', { subject: { reference: 'https://ehr.example.org/fhir/Patient/p1' } }],
  ])('%s', (_what, changes) => expect(same(changes)).toBe(true));
});

describe('not the same', () => {
  test.each<[string, Partial<Observation>]>([
    ['another number', { valueQuantity: { value: 6.4, unit: '1' } }],
    ['another patient', { subject: { reference: 'Patient/p2' } }],
    ['a member less', { hasMember: [{ reference: 'Observation/a' }] }],
    ['a member more', { hasMember: [...(ours.hasMember ?? []), { reference: 'Observation/c' }] }],
    ['an interpretation that we no longer give', { interpretation: [{ text: 'high' }] }],
  ])('%s', (_what, changes) => expect(same(changes)).toBe(false));

  test('no number any more', () => {
    const { valueQuantity: _number, ...refused } = ours;
    expect(same({}, refused)).toBe(false);
  });
});
