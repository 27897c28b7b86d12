import type { Counted } from './event.ts';

/**
 * Whether events of a subscription were missed between the `before` that were told of and this message
 * (Subscriptions R5 Backport IG 1.1, "Safety and Delivery"). One that comes late is none.
 */
export function isGap(before: number, { begins, numbers, total }: Counted): boolean {
  if (begins) return false;
  const news = [...new Set(numbers)].filter((number) => number > before);
  const last = Math.max(before, total ?? 0, ...news);
  return last - before > news.length;
}

/** How many were told of after this message. A server that counts fewer than before has begun anew. */
export function afterwards(before: number, { begins, numbers, total }: Counted): number {
  if (begins || (numbers.length === 0 && total !== undefined)) return total ?? 0;
  return Math.max(before, total ?? 0, ...numbers);
}
