import type { CodedReason } from '../errors.ts';

/** Reasons as a page of text has them, one a line, each with what to do. */
export function reasonLines(kind: 'refused' | 'limit', reasons: readonly CodedReason[]): string[] {
  return reasons.map(({ code, text, remedy }) => `${kind}: ${text} [${code}] ${remedy}`);
}
