import { expect, test } from '@jest/globals';
import { WORKLIST_TEXTS } from '../../../src/review/texts/worklist.ts';

test.each([
  [0, 'today', 'dnes'],
  [1, 'within a month', 'najviac pred 1 mes.'],
  [30, 'within 30 months', 'najviac pred 30 mes.'],
  [null, 'at an unknown time', 'nevedno kedy'],
])('an earlier DEXA of %s months is told as the fewest that it lies within', (months, english, slovak) => {
  expect(WORKLIST_TEXTS.en.dexa(months, '−1.4')).toBe(`${english}, lowest T-score −1.4`);
  expect(WORKLIST_TEXTS.sk.dexa(months, undefined)).toBe(slovak);
});
