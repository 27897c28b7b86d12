import type { ErrorCode } from '../error-catalogue.ts';
import type { NoiseCheck } from './measurement.ts';

/** A check and the refusal that follows when it fails. */
export interface JudgedCheck {
  readonly result: NoiseCheck;
  readonly refusal: ErrorCode;
}

/** Passed when `value` lies within the limits, both included. */
export function judge(
  check: string,
  value: number,
  limits: NoiseCheck['limits'],
  refusal: ErrorCode,
): JudgedCheck {
  const passed = value >= (limits.min ?? -Infinity) && value <= (limits.max ?? Infinity);
  return { result: { check, value, limits, passed }, refusal };
}
