import { expect, test } from '@jest/globals';
import { assert, date, nat, property } from 'fast-check';
import { daysBetween } from '../../src/archive/days.ts';

test('days are those of the calendar, the first and the last among them', () => {
  expect(daysBetween('2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  expect(daysBetween('2024-12-31', '2024-12-31')).toEqual(['2024-12-31']);
  expect(daysBetween('2024-01-02', '2024-01-01')).toEqual([]);
});

test('every day comes once, in order', () => {
  const day = date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  assert(
    property(day, nat(1_000), (first, more) => {
      const from = first.toISOString().slice(0, 10);
      const to = new Date(Date.parse(from) + more * 86_400_000).toISOString().slice(0, 10);
      const days = daysBetween(from, to);
      expect(days).toHaveLength(more + 1);
      expect(days).toEqual([...new Set(days)].toSorted());
      expect([days.at(0), days.at(-1)]).toEqual([from, to]);
    }),
  );
});
