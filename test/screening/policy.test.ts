import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { defaultPolicy, parsePolicy } from '../../src/screening/policy.ts';

const policyFile = (name: string) => parsePolicy(readFileSync(`fixtures/policies/${name}.json`, 'utf8'));

test('the default raises no card: it has no cut-off', () => {
  expect(defaultPolicy.cutoff).toBeNull();
});

test('the default is written out in fixtures/policies', () => {
  expect(policyFile('default')).toEqual(defaultPolicy);
});

test('a site that only chooses a cut-off keeps all other rules', () => {
  expect(policyFile('cutoff-5.5')).toEqual({
    ...defaultPolicy,
    id: 'cutoff-5.5',
    cutoff: { value: 5.5, source: 'Bandirali 2015, Eur Radiol 25:2951' },
  });
});

test.each<[string, object, string]>([
  ['no id', {}, 'id'],
  ['a cut-off without its source', { id: 'x', cutoff: { value: 5.5 } }, 'cutoff.source'],
  ['a refer age below the minimum age', { id: 'x', referAge: 45 }, 'referAge'],
  ['no sex at all', { id: 'x', sexes: [] }, 'sexes'],
  ['an unknown suppressor', { id: 'x', suppressors: { weather: false } }, 'suppressors'],
  ['a misspelt rule', { id: 'x', minAge: 40 }, 'minAge'],
])('refused with the field named: %s', (_, input, field) => {
  expect(() => parsePolicy(input)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  expect(() => parsePolicy(input)).toThrow(field);
});
