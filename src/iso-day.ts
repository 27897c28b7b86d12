export const DAY_MS = 24 * 60 * 60 * 1000;

/** The day (UTC) as ISO date. */
export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function today(): string {
  return isoDay(new Date());
}
