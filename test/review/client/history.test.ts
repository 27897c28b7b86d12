import { expect, test } from '@jest/globals';
import { beginningWith, edited, redone, undone } from '../../../src/review/client/history.ts';

test('steps are taken back and done again, one by one', () => {
  const third = edited(edited(beginningWith('a'), 'b'), 'c');
  expect(undone(third).present).toBe('b');
  expect(undone(undone(third)).present).toBe('a');
  expect(undone(undone(undone(third))).present).toBe('a');
  expect(redone(undone(third)).present).toBe('c');
  expect(redone(third).present).toBe('c');
});

test('the moves of one drag are one step, those of the next another', () => {
  let history = beginningWith(0);
  for (const place of [1, 2, 3]) history = edited(history, place, 'first drag');
  for (const place of [4, 5]) history = edited(history, place, 'second drag');
  expect(undone(history).present).toBe(3);
  expect(undone(undone(history)).present).toBe(0);
});

test('a new step ends what could be done again; no change is no step', () => {
  const other = edited(undone(edited(beginningWith('a'), 'b')), 'c');
  expect(redone(other).present).toBe('c');
  expect(edited(other, 'c')).toBe(other);
});
