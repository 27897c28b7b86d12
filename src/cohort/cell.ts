import type { ErrorCode } from '../errors.ts';

/** What stands for "not known": left out pair by pair, never taken as 0. */
const UNKNOWN = new Set(['', 'na', 'n/a', 'nan', '-', '–', '—', '.', '?', 'null']);
const YES = new Set(['1', 'yes', 'y', 'true']);
const NO = new Set(['0', 'no', 'n', 'false']);

type Read<Value> = { readonly value: Value | null } | { readonly code: ErrorCode };

/** A number as people and spreadsheets write it; `decimalComma` says that 0,763 means 0.763. */
export function readNumber(cell: string, { decimalComma }: { readonly decimalComma: boolean }): Read<number> {
  const text = cell.replace(/^[−–]/u, '-');
  if (UNKNOWN.has(cell.toLowerCase())) return { value: null };
  const pointed = decimalComma ? text.replace(',', '.') : text;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(pointed)) return { value: Number(pointed) };
  if (/^[+-]?\d*,\d+$/.test(text)) return { code: 'cohort/decimal-comma' };
  return { code: /^[+-]?[\d.,]+\s*(?:%|m?g\b|sd\b)/i.test(text) ? 'cohort/units' : 'cohort/not-a-number' };
}

export function readYesNo(cell: string): Read<boolean> {
  const text = cell.toLowerCase();
  if (UNKNOWN.has(text)) return { value: null };
  if (YES.has(text)) return { value: true };
  return NO.has(text) ? { value: false } : { code: 'cohort/not-yes-no' };
}
