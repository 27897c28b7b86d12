import { expect, test } from '@jest/globals';
import { statusAfter } from '../../src/fhir/observation-status.ts';

type Arguments = Parameters<typeof statusAfter>;

test.each<[...Arguments, string]>([
  // not there, or preliminary
  [undefined, true, undefined, 'preliminary'],
  ['preliminary', true, undefined, 'preliminary'],
  ['preliminary', false, 'confirmed', 'final'],
  ['preliminary', true, 'changed', 'final'],
  [undefined, true, 'confirmed', 'final'],
  // released before
  ['final', false, undefined, 'final'],
  ['final', true, undefined, 'amended'],
  ['final', true, 'changed', 'amended'],
  ['amended', false, 'confirmed', 'amended'],
  ['corrected', false, undefined, 'corrected'],
  ['corrected', true, undefined, 'amended'],
  // taken back, and measured or reviewed anew
  ['final', false, 'rejected', 'entered-in-error'],
  ['entered-in-error', true, undefined, 'preliminary'],
  ['entered-in-error', true, 'confirmed', 'final'],
])('%s, changed: %s, review: %s → %s', (before, changed, decision, after) => {
  expect(statusAfter(before, changed, decision)).toBe(after);
});
