import { expect, test } from '@jest/globals';
import { resultMarkup } from '../../../src/review/study/parts/result-markup.ts';
import { STUDY_TEXTS } from '../../../src/review/study/texts/index.ts';
import { measured } from '../../support/measurement.ts';

test.each([
  ['en', 'cut-off 5.25 (this site): reaches the cut-off'],
  ['sk', 'hranica 5,25 (this site): dosahuje hranicu'],
] as const)('the cut-off is written with all its digits, as numbers are written in %s', (language, said) => {
  const cutoff = { value: 5.25, source: 'this site' };
  expect(resultMarkup(measured(), { texts: STUDY_TEXTS[language], cutoff })).toContain(said);
});

test.each([
  ['en', 'compared with site version 2,'],
  ['sk', 'porovnané s site, verzia 2,'],
] as const)('the version of a stored cohort is said in %s', (language, said) => {
  const { mscore, ...numbers } = measured();
  const versioned = { ...numbers, mscore: mscore && { ...mscore, reference: 'site', referenceVersion: 2 } };
  expect(resultMarkup(versioned, { texts: STUDY_TEXTS[language], cutoff: null })).toContain(said);
});
