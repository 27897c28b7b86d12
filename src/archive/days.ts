import { DAY_MS, isoDay } from '../iso-day.ts';

/** Every day from one to another, ISO dates, both included. */
export function daysBetween(from: string, to: string): string[] {
  const first = Date.parse(`${from}T00:00:00Z`);
  const count = Math.max(0, Math.round((Date.parse(`${to}T00:00:00Z`) - first) / DAY_MS) + 1);
  return Array.from({ length: count }, (_, i) => isoDay(new Date(first + i * DAY_MS)));
}
