import { InvalidArgumentError } from 'commander';
import { DAY_MS, isoDay } from '../iso-day.ts';

/** The beginning of a day (UTC), as an option of a command. */
export function dayArgument(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && isoDay(date) === text) return date;
  throw new InvalidArgumentError('It must be a day such as 2026-11-24.');
}

/** The end of the day that this moment is in (UTC). */
export function endOfDay(date: Date): Date {
  return new Date(new Date(`${isoDay(date)}T00:00:00Z`).getTime() + DAY_MS);
}
