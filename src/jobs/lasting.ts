import type { ErrorCode } from '../errors.ts';
import { NOT_WRITABLE } from '../fhir/not-writable.ts';

/** A client that is no longer configured, or not for this FHIR server, has no site to work for. */
const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...NOT_WRITABLE,
  'config/invalid',
  'client/fhir-server-not-allowed',
]);

/** Whether trying again cannot help: a person must look. Anything else is tried again, later and later. */
export function isLasting(code: ErrorCode): boolean {
  return LASTING.has(code);
}
