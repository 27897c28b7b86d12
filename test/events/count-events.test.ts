import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { afterwards, isGap } from '../../src/events/count-events.ts';
import type { Counted } from '../../src/events/event.ts';

const message = (numbers: number[], total?: number): Counted => ({
  subscription: 'Subscription/s1',
  begins: false,
  numbers,
  total,
});

describe('a gap', () => {
  test.each<[string, number, Counted, boolean]>([
    ['not when the next one comes', 3, message([4], 4), false],
    ['not when the next ones come together', 3, message([4, 5], 5), false],
    ['when one was left out', 3, message([5], 5), true],
    ['when one was left out within a message', 3, message([4, 6], 6), true],
    ['not when one comes late', 5, message([4], 4), false],
    ['not when one comes twice', 4, message([4], 4), false],
    ['when a heartbeat counts more', 3, message([], 4), true],
    ['not when a heartbeat counts the same', 4, message([], 4), false],
    ['not when the server began anew', 9, message([], 0), false],
    ['not when it shakes hands', 0, { ...message([], 7), begins: true }, false],
  ])('is there %s', (_when, before, told, gap) => {
    expect(isGap(before, told)).toBe(gap);
  });
});

test('events in any order, each message counted, end at the last number', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (told) => {
      const end = told.reduce((before, number) => afterwards(before, message([number])), 0);
      expect(end).toBe(Math.max(...told));
    }),
  );
});

test('of events that come in order, just the one that is left out is a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (last, lost) => {
      let before = 0;
      const gaps: number[] = [];
      for (let number = 1; number <= last; number += 1) {
        if (number === lost) continue;
        if (isGap(before, message([number]))) gaps.push(number);
        before = afterwards(before, message([number]));
      }
      expect(gaps).toEqual(lost < last ? [lost + 1] : []);
    }),
  );
});

test('a server that counts anew after a restart is followed from its next heartbeat on', () => {
  expect(afterwards(9, message([], 2))).toBe(2);
});
