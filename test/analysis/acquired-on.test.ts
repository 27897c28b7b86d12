import { expect, test } from '@jest/globals';
import { acquiredOn } from '../../src/analysis/acquired-on.ts';

test.each([
  ['20261120101500', '2026-11-20'],
  ['20261120', '2026-11-20'],
  ['202611', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is the day %s', (acquiredAt, day) => {
  expect(acquiredOn(acquiredAt)).toBe(day);
});
