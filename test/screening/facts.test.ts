import { expect, test } from '@jest/globals';
import { imageFacts, recordFacts } from '../../src/screening/facts.ts';
import { measured } from '../support/measurement.ts';
import { dexaOn, screenedWoman, suppressorOf } from '../support/screened-woman.ts';

const TODAY = '2026-11-20';

test('ages and months stand for dates, so that none is kept', () => {
  const record = screenedWoman({
    dexaHistory: [dexaOn('2023-10-01', -1.8, -2.1), dexaOn(undefined)],
    suppressors: [suppressorOf('bone-drug', '2025-01-01', false)],
    incomplete: ['medications'],
  });
  const facts = recordFacts(record, TODAY);
  expect(facts).toEqual({
    sex: 'female',
    age: 70,
    deceased: false,
    dexa: [
      { monthsAgo: 38, lowestTScore: -2.1 },
      { monthsAgo: null, lowestTScore: null },
    ],
    dexaOrdered: false,
    suppressors: [{ kind: 'bone-drug', matched: 'text', monthsAgo: 23, current: false }],
    incomplete: ['medications'],
    image: null,
  });
  expect(JSON.stringify(facts)).not.toMatch(/\d{4}-\d{2}/);
});

test.each([
  ['http://hl7.org/fhir/sid/icd-10|M810', 'http://hl7.org/fhir/sid/icd-10|M810'],
  ['text', 'text'],
  ['|OSTEO', '|OSTEO'],
  ['http://hl7.org/fhir/sid/icd-10|M81 OF MRS NOVAK', 'code'],
])('what stood in the place of a code is kept only if it can be one: %s', (matched, kept) => {
  const suppressors = [{ ...suppressorOf('known-osteoporosis'), matched }];
  expect(recordFacts(screenedWoman({ suppressors }), TODAY).suppressors[0]?.matched).toBe(kept);
});

test('of a measurement only what counts is kept: no study, no series, no words', () => {
  const facts = imageFacts(measured());
  expect(facts).toEqual({
    status: 'measured',
    refusals: [],
    limits: [],
    levels: ['L1', 'L2', 'L3', 'L4'],
    mscore: {
      value: 6.37703703703,
      interval95: [3.9, 9.1],
      reference: 'seed-2025',
      referenceN: 30,
      referenceLevels: null,
      cutoff: { value: 5.5, source: 'Bandirali 2015' },
    },
    review: null,
  });
});
