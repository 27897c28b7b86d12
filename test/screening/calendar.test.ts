import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ageOn, isWithinMonths, lastDayOf, monthsSince } from '../../src/screening/calendar.ts';

const day = (iso: string) => {
  const date = lastDayOf(iso);
  if (date === undefined) throw new Error(`${iso} is no date`);
  return date;
};
const anyDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe('lastDayOf', () => {
  test.each([
    ['1959-03-07', { year: 1959, month: 3, day: 7 }],
    ['1959-03', { year: 1959, month: 3, day: 31 }],
    ['1960-02', { year: 1960, month: 2, day: 29 }],
    ['1959', { year: 1959, month: 12, day: 31 }],
    ['2025-06-01T23:30:00-05:00', { year: 2025, month: 6, day: 1 }],
  ])('%s', (text, date) => {
    expect(lastDayOf(text)).toEqual(date);
  });

  test.each(['', '59', '1959-13', '1959-00', '1959-02-29', '1959-3-7', '07.03.1959', '1959-03-07x'])(
    '"%s" is no date',
    (text) => {
      expect(lastDayOf(text)).toBeUndefined();
    },
  );
});

describe('ageOn', () => {
  test.each([
    ['2026-03-06', '1961-03-07', 64],
    ['2026-03-07', '1961-03-07', 65],
    ['2026-02-28', '1960-02-29', 65],
    ['2026-03-01', '1960-02-29', 66],
    ['2026-06-01', '2026-06-02', -1],
  ])('on %s, born %s: %d', (today, birth, age) => {
    expect(ageOn(day(today), day(birth))).toBe(age);
  });
});

describe('months', () => {
  test.each([
    ['2026-03-31', 1, '2026-02-28'],
    ['2024-03-31', 1, '2024-02-29'],
    ['2026-01-15', 1, '2025-12-15'],
    ['2026-11-20', 24, '2024-11-20'],
    ['2026-11-20', 0, '2026-11-20'],
  ])('on %s, the last %d months begin on %s', (today, months, first) => {
    const { year, month, day: dayOfMonth } = day(first);
    const before = day(new Date(Date.UTC(year, month - 1, dayOfMonth - 1)).toISOString().slice(0, 10));
    expect(isWithinMonths(day(first), months, day(today))).toBe(true);
    expect(isWithinMonths(before, months, day(today))).toBe(false);
  });

  test('the day itself is within, the day before is not, the future is', () => {
    const today = day('2026-11-20');
    expect(isWithinMonths(day('2024-11-20'), 24, today)).toBe(true);
    expect(isWithinMonths(day('2024-11-19'), 24, today)).toBe(false);
    expect(isWithinMonths(day('2027-01-01'), 24, today)).toBe(true);
  });

  test('what is within some months is within more', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.nat(600), fc.nat(60), (date, today, months, more) => {
        if (isWithinMonths(date, months, today)) {
          expect(isWithinMonths(date, months + more, today)).toBe(true);
        }
      }),
    );
  });
});

describe('monthsSince', () => {
  const today = day('2026-11-20');

  test.each([
    ['2026-11-20', 0],
    ['2027-03-01', 0],
    ['2026-11-19', 1],
    ['2026-10-20', 1],
    ['2024-11-20', 24],
    ['2024-11-19', 25],
  ])('since %s: %i', (date, months) => {
    expect(monthsSince(day(date), today)).toBe(months);
  });

  test('says all that is asked of a date: whether it lies within so many months', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.nat({ max: 600 }), (date, now, months) => {
        expect(monthsSince(date, now) <= months).toBe(isWithinMonths(date, months, now));
      }),
    );
  });
});
