import { describe, expect, test } from '@jest/globals';
import { recordOf, subject } from './record-of.ts';

const icd = (code: string) => ({ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] });
const sct = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }] });
const condition = (code: object, changes: object = {}): object => ({
  resourceType: 'Condition',
  subject,
  code,
  ...changes,
});
const kinds = (...conditions: object[]): string[] =>
  recordOf({ conditions }).suppressors.map(({ kind }) => kind);
const status = (code: string) => ({ clinicalStatus: { coding: [{ code }] } });

const procedure = (statusCode: string): object => ({
  resourceType: 'Procedure',
  status: statusCode,
  subject,
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '22514' }] },
  performedDateTime: '2020-01-01',
});

describe('conditions and procedures that speak against a card', () => {
  test.each([
    ['known-osteoporosis', icd('M81.0')],
    ['known-osteoporosis', sct('64859006')],
    ['osteoporotic-fracture', icd('M80.08XA')],
    ['osteoporotic-fracture', icd('Z87.310')],
    ['pregnancy', icd('O09.90')],
    ['premenopausal', sct('22636003')],
    ['hospice', icd('Z51.5')],
    ['marrow-disease', icd('C90.00')],
    ['marrow-disease', { text: 'Multiple myeloma' }],
    ['spinal-metastasis', icd('C79.51')],
    ['spinal-trauma', icd('S32.010A')],
    ['instrumentation', icd('Z98.1')],
  ])('%s: %j', (kind, code) => expect(kinds(condition(code))).toEqual([kind]));

  test.each([
    ['osteopenia', icd('M85.80')],
    ['a screening', icd('Z13.820')],
    ['menopause', icd('Z78.0')],
    ['a cervical fracture', icd('S12.000A')],
    ['a coded family history whose words mention a disease', { ...icd('Z80.6'), text: 'Family: leukemia' }],
    ['nothing', {}],
  ])('%s does not', (_what, code) => expect(kinds(condition(code))).toEqual([]));

  test('says which code matched and since when', () => {
    const onsetDateTime = '2019-04-05T00:00:00Z';
    expect(recordOf({ conditions: [condition(icd('M80.08XA'), { onsetDateTime })] }).suppressors).toEqual([
      {
        kind: 'osteoporotic-fracture',
        matched: 'http://hl7.org/fhir/sid/icd-10-cm|M8008XA',
        date: '2019-04-05',
      },
    ]);
  });

  test.each(['refuted', 'entered-in-error'])('%s does not count', (code) => {
    expect(kinds(condition(icd('M81.0'), { verificationStatus: { coding: [{ code }] } }))).toEqual([]);
  });

  test('what is over stays true in the bone, and passes where it is a state', () => {
    expect(kinds(condition(icd('M80.08XA'), status('resolved')))).toEqual(['osteoporotic-fracture']);
    expect(kinds(condition(icd('C90.01'), status('remission')))).toEqual(['marrow-disease']);
    expect(kinds(condition(icd('O09.90'), status('resolved')))).toEqual([]);
    expect(kinds(condition(sct('385763009'), status('inactive')))).toEqual([]);
  });

  test('a pregnancy that nobody closed ends by itself', () => {
    expect(kinds(condition(icd('O09.90'), { recordedDate: '2026-01-01' }))).toEqual(['pregnancy']);
    expect(kinds(condition(icd('O09.90'), { recordedDate: '2025-07-01' }))).toEqual([]);
  });

  test('cement and instrumentation from procedures that were done', () => {
    expect(recordOf({ procedures: [procedure('completed')] }).suppressors).toEqual([
      { kind: 'instrumentation', matched: 'http://www.ama-assn.org/go/cpt|22514', date: '2020-01-01' },
    ]);
    expect(recordOf({ procedures: [procedure('not-done')] }).suppressors).toEqual([]);
  });
});
