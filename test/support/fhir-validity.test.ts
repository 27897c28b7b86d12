import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { evalFhirPath } from '@medplum/core';
import { expectValidFhir, fhirErrors } from './fhir-validity.ts';
import { CHECKED_TYPES, invariantsOf, NOT_EVALUATED } from './fhir/invariants.ts';

const code = { coding: [{ system: 'http://loinc.org', code: '38267-1' }] };
const observation = { resourceType: 'Observation', status: 'final', code };

function example(name: string): object {
  const file = createRequire(import.meta.url).resolve(`hl7.fhir.r4.examples/${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('expectValidFhir', () => {
  test.each([
    'Observation-bmd',
    'Provenance-example',
    'ServiceRequest-lipid',
    'Device-example',
    'Task-example1',
  ])('accepts HL7’s own %s', (name) => expectValidFhir(example(name)));

  test.each([
    ['two values', { ...observation, valueString: 'a', valueInteger: 1 }, 'valueString and valueInteger'],
    ['an empty array', { ...observation, category: [] }, 'empty array'],
    ['an empty object', { ...observation, method: {} }, 'empty object'],
    ['null', { ...observation, issued: null }, 'is null'],
    ['a code without system', { ...observation, code: { coding: [{ code: 'x' }] } }, 'lacks system'],
    ['an unresolved reference', { ...observation, device: { reference: '#d' } }, 'not contained'],
    ['an unknown element', { ...observation, colour: 'red' }, 'schema'],
    ['a missing required element', { resourceType: 'Observation', code }, 'status'],
    ['a wrong type', { ...observation, valueQuantity: { value: '1' } }, 'schema'],
    [
      'an invalid contained resource',
      { ...observation, contained: [{ resourceType: 'Device', id: 'd', x: 1 }] },
      'schema',
    ],
    [
      'a value beside the reason why there is none (obs-6)',
      { ...observation, valueInteger: 1, dataAbsentReason: code },
      'invariant: obs-6',
    ],
    [
      'a component with the group’s code and value (obs-7)',
      { ...observation, valueInteger: 1, component: [{ code, valueInteger: 2 }] },
      'invariant: obs-7',
    ],
    [
      'an empty reference range (obs-3)',
      { ...observation, referenceRange: [{ age: { low: { value: 1 } } }] },
      'invariant: obs-3',
    ],
    [
      'an extension with neither value nor extension (ext-1)',
      { ...observation, extension: [{ url: 'http://x.test/a' }] },
      'invariant: ext-1',
    ],
    ['a type that R4 does not have', { resourceType: 'ImagingSelection' }, 'no R4 type'],
  ])('rejects %s', (_what, resource, part) => {
    expect(fhirErrors(resource).join('\n')).toContain(part);
  });
});

describe('FHIRPath invariants', () => {
  test.each(CHECKED_TYPES)('every invariant of %s can be evaluated, but for the listed ones', (type) => {
    for (const { expression } of invariantsOf(type)) {
      expect(() => evalFhirPath(expression, { resourceType: type })).not.toThrow();
    }
  });

  test('those left out are named', () => {
    expect(Object.keys(NOT_EVALUATED)).toEqual(['ele-1', 'dom-3']);
  });
});
