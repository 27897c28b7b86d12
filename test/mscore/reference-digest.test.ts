import { expect, test } from '@jest/globals';
import { cohortDigest, referenceDigest } from '../../src/mscore/reference-digest.ts';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import { siteReference } from './reference-file.ts';

const cutoff = { value: 5.5, source: 'Bandirali 2015' };

test('the same content has the same digest, in whatever order and layout its file has it', () => {
  const reference = siteReference({ cutoff });
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(reference).toReversed()), null, 4);
  expect(referenceDigest(parseReference(reversed))).toBe(referenceDigest(reference));
  expect(referenceDigest(reference)).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['a number', siteReference({ snr: { mean: 50.001, sd: 5 } })],
  ['the cut-off', siteReference({ cutoff })],
  ['the id', siteReference({ id: 'other' })],
  ['a field that was not there', siteReference({ ages: { min: 20, max: 29 } })],
  ['the list of its exams', siteReference({ examSnrs: [45, 55] })],
])('%s makes another one', (_what, other) => {
  expect(referenceDigest(other)).not.toBe(referenceDigest(siteReference()));
});

test('a cohort is the same whatever cut-off a site chose and whether it lists its exams, and another one when its women are', () => {
  expect(cohortDigest(siteReference({ cutoff }))).toBe(cohortDigest(siteReference()));
  expect(cohortDigest(siteReference({ examSnrs: [45, 55] }))).toBe(cohortDigest(siteReference()));
  expect(cohortDigest(siteReference({ n: 41 }))).not.toBe(cohortDigest(siteReference()));
});
