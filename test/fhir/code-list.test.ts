import { describe, expect, test } from '@jest/globals';
import { codeList, holds, tokenOf } from '../../src/fhir/code-list.ts';
import { SYSTEMS } from '../../src/fhir/code-systems.ts';

describe('a code list', () => {
  const list = codeList([`${SYSTEMS.icd10}|M80.0*`, 'https://loinc.org/|38268-9', '|BMD'], ['Schenkelhäls']);

  test('is spelled out once, when it is made', () => {
    expect([...list.exact]).toEqual([`${SYSTEMS.loinc}|38268-9`, '|BMD']);
    expect(list.prefixes).toEqual([`${SYSTEMS.icd10}|M800`]);
    expect(list.stems).toEqual(['schenkelhals']);
  });

  test.each([
    [SYSTEMS.icd10, 'm80.08', true],
    [SYSTEMS.icd10, 'M81', false],
    ['urn:oid:2.16.840.1.113883.6.1', '38268-9', true],
    [SYSTEMS.loinc, '38268-90', false],
    [undefined, 'bmd', true],
  ])('%s %s: %s', (system, code, held) => expect(holds(list, tokenOf({ system, code }))).toBe(held));
});
