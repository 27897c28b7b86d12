import { decimal } from '../mscore/format.ts';
import type { Proportion } from '../mscore/statistics/wilson.ts';

export const NOTHING = '–';

export function orNothing(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || Number.isNaN(value) ? NOTHING : decimal(value, digits);
}

/** A p as papers print it. */
export function pValue(p: number | null | undefined): string {
  if (p === null || p === undefined || Number.isNaN(p)) return NOTHING;
  if (p < 0.0001) return '<0.0001';
  return p.toFixed(p < 0.01 ? 4 : 3);
}

export function interval(bounds: readonly [number, number] | null | undefined, digits: number): string {
  return bounds ? `${decimal(bounds[0], digits)} to ${decimal(bounds[1], digits)}` : NOTHING;
}

/** A share between 0 and 1 in per cent. */
export function percent(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined ? NOTHING : `${(100 * share).toFixed(digits)} %`;
}

/** A share with its 95 % interval. */
export function shareWithInterval({ value, interval95: [low, high] }: Proportion): string {
  return `${percent(value)} (${percent(low)}–${percent(high)})`;
}
