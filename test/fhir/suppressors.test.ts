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
    ['known-osteoporosis', { text: 'Postmenopausal osteoporosis' }],
    ['known-osteoporosis', { text: 'Age-related osteoporosis without current pathological fracture' }],
    ['known-osteoporosis', { text: 'Back pain, no trauma; Osteoporose' }],
    ['known-osteoporosis', { text: 'Ostéoporose' }],
    ['known-osteoporosis', { coding: [{ system: 'urn:local', code: 'OP', display: 'Osteoporóza' }] }],
    ['known-osteoporosis', { coding: [{ code: 'OP' }], text: 'osteoporosis' }],
    ['known-osteoporosis', { ...sct('32369003'), text: 'Idiopathic osteoporosis' }],
    ['osteoporotic-fracture', icd('M48.56XA')],
    ['osteoporotic-fracture', sct('443165006')],
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
    ['osteopenia in words', { text: 'Osteopenia of the spine' }],
    ['no osteoporosis', { text: 'No osteoporosis' }],
    ['no evidence of it', { text: 'DXA 2019: normal, no evidence of osteoporosis' }],
    ['keine Osteoporose', { text: 'Keine Osteoporose' }],
    ['a screening in words', { text: 'Osteoporosis screening' }],
    ['a screening for it', { text: 'Encounter for screening for osteoporosis' }],
    ['a family history in words', { text: 'Family history of osteoporosis' }],
    [
      'a local code for a family history',
      { coding: [{ system: 'urn:local', code: '1', display: 'FH: osteoporosis' }] },
    ],
    ['a risk', { text: 'At risk for osteoporosis' }],
    ['what was ruled out', { text: 'Osteoporosis ruled out' }],
    ['a coded screening with its words', { ...icd('Z13.820'), text: 'Osteoporosis' }],
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
        current: true,
      },
    ]);
  });

  test.each(['refuted', 'entered-in-error'])('%s does not count', (code) => {
    expect(kinds(condition(icd('M81.0'), { verificationStatus: { coding: [{ code }] } }))).toEqual([]);
  });

  test.each([
    ['active', true],
    ['relapse', true],
    ['resolved', false],
    ['remission', false],
    ['inactive', false],
  ])('a problem that is %s: current = %s', (code, current) => {
    expect(recordOf({ conditions: [condition(icd('C90.01'), status(code))] }).suppressors).toMatchObject([
      { kind: 'marrow-disease', current },
    ]);
  });

  test('cement and instrumentation from procedures that were done', () => {
    expect(recordOf({ procedures: [procedure('completed')] }).suppressors).toEqual([
      {
        kind: 'instrumentation',
        matched: 'http://www.ama-assn.org/go/cpt|22514',
        date: '2020-01-01',
        current: true,
      },
    ]);
    expect(recordOf({ procedures: [procedure('not-done')] }).suppressors).toEqual([]);
  });
});
