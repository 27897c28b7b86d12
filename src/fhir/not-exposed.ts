import { asCodedError, type ErrorCode } from '../errors.ts';

const NOT_EXPOSED: ReadonlySet<ErrorCode> = new Set(['fhir/not-found', 'fhir/unauthorized', 'fhir/outcome']);

/** Whether a FHIR server is there but does not give this. */
export function isNotExposed(thrown: unknown): boolean {
  return NOT_EXPOSED.has(asCodedError(thrown).code);
}
