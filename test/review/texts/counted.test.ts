import { expect, test } from '@jest/globals';
import { counted } from '../../../src/review/texts/counted.ts';

const EXAM = {
  en: { one: 'exam', other: 'exams' },
  sk: { one: 'vyšetrenie', few: 'vyšetrenia', other: 'vyšetrení' },
};

test.each([
  [0, '0 exams', '0 vyšetrení'],
  [1, '1 exam', '1 vyšetrenie'],
  [2, '2 exams', '2 vyšetrenia'],
  [4, '4 exams', '4 vyšetrenia'],
  [5, '5 exams', '5 vyšetrení'],
  [21, '21 exams', '21 vyšetrení'],
])('%i has its noun in the form of each language', (count, english, slovak) => {
  expect(counted(count, 'en', EXAM.en)).toBe(english);
  expect(counted(count, 'sk', EXAM.sk)).toBe(slovak);
});
