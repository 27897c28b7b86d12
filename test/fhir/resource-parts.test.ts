import { describe, expect, test } from '@jest/globals';
import { part, relativeReference } from '../../src/fhir/resource-parts.ts';

describe('a literal reference becomes Type/id', () => {
  test.each([
    ['Patient/p1', 'Patient/p1'],
    ['Patient/p_1', 'Patient/p_1'],
    [`Patient/${'p'.repeat(128)}`, `Patient/${'p'.repeat(128)}`],
    ['Patient/p1/_history/2', 'Patient/p1'],
    ['https://fhir.example.org/r4/Patient/p1', 'Patient/p1'],
    ['https://fhir.example.org/r4/Patient/p1/_history/2', 'Patient/p1'],
  ])('%s', (reference, path) => expect(relativeReference({ reference })).toBe(path));

  test.each([
    '',
    '#p1',
    'p1',
    'urn:uuid:5f2b',
    'Patient',
    'Patient/',
    'Patient/..',
    'patient/p1',
    'Patient/p1?_format=json',
    'Patient?identifier=p1',
    `Patient/${'p'.repeat(129)}`,
    'Patient/p1/extra/p2',
  ])('not "%s"', (reference) => expect(relativeReference({ reference })).toBeUndefined());
});

test('of a concept’s codings the first fifty are read', () => {
  const coding = Array.from({ length: 100_000 }, (_, index) => ({ code: `${index}` }));
  const read = part.concept.parse({ coding })?.coding ?? [];
  expect(read.map(({ code }) => code)).toEqual(Array.from({ length: 50 }, (_, index) => `${index}`));
});
