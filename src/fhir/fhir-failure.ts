import { z } from 'zod';
import { type ErrorCode, CodedError } from '../errors.ts';
import { isNotAllowed } from '../outbound/guarded-connector.ts';
import { outcomeErrorCodes } from './bundle.ts';

/** What fhir-kit-client throws for a status ≥ 300, and for a body that is not JSON. */
const responseErrorSchema = z.looseObject({
  response: z.looseObject({ status: z.number().int(), data: z.unknown() }),
});
const thrownSchema = z.looseObject({ name: z.string(), cause: z.unknown().optional() });
/**
 * An answer larger than `connections.ts` allows: undici names it, or, when more data was already on its way,
 * only says that the answer was terminated. A connection that the server drops has another cause.
 */
const tooLargeSchema = z.union([
  z.looseObject({ cause: z.looseObject({ code: z.literal('UND_ERR_RES_EXCEEDED_MAX_SIZE') }) }),
  z.looseObject({ message: z.literal('terminated'), cause: z.undefined() }),
]);

/**
 * The coded error behind whatever a request threw. The detail holds the HTTP status and OperationOutcome
 * issue codes only: never the server's own words, which may name the patient, and never the URL.
 *
 * @param ofOneVersion whether it writes over versions that were read: then 412 says that there are others
 */
export function fhirFailure(thrown: unknown, { ofOneVersion = false } = {}): CodedError {
  if (thrown instanceof CodedError) return thrown;
  if (isNotAllowed(thrown)) return new CodedError('outbound/address');
  const answered = responseErrorSchema.safeParse(thrown);
  if (answered.success) {
    const { status, data } = answered.data.response;
    return failureOfAnswer(ofOneVersion && status === 412 ? 409 : status, data);
  }
  return new CodedError(codeOfThrown(thrown), undefined, { cause: thrown });
}

/** The coded error of an HTTP answer that is not a success, or is none that FHIR allows. */
export function failureOfAnswer(status: number, body: unknown): CodedError {
  const issues = outcomeErrorCodes(body);
  const detail = [`HTTP ${status}`, ...new Set(issues)].join(', ');
  return new CodedError(codeOfStatus(status, issues), detail);
}

/** Whether the server answered 401: it does not take the token. */
export function isUnauthenticated(thrown: unknown): boolean {
  return statusOf(thrown) === 'HTTP 401';
}

/** Whether it answered 403: it knows us, and we may not. */
export function isForbidden(thrown: unknown): boolean {
  return statusOf(thrown) === 'HTTP 403';
}

/** What begins the detail of `failureOfAnswer`. */
function statusOf(thrown: unknown): string | undefined {
  return thrown instanceof CodedError ? thrown.detail?.split(', ')[0] : undefined;
}

/** Client errors that say what was sent is not taken, now or later; and 501, that nothing of the kind is. */
const REFUSING = new Set([
  'HTTP 400',
  'HTTP 404',
  'HTTP 405',
  'HTTP 410',
  'HTTP 415',
  'HTTP 422',
  'HTTP 501',
]);

/** Whether the server answered a write by saying that it does not take this. */
export function isRefused(thrown: unknown): boolean {
  return (
    thrown instanceof CodedError &&
    (thrown.code === 'fhir/outcome' || thrown.code === 'fhir/not-found') &&
    REFUSING.has(statusOf(thrown) ?? '')
  );
}

function codeOfStatus(status: number, issues: readonly string[] | undefined): ErrorCode {
  if (status === 409) return 'fhir/conflict';
  if (issues?.includes('multiple-matches') || status === 412) return 'fhir/multiple-matches';
  if (status === 401 || status === 403) return 'fhir/unauthorized';
  if (status === 404 || status === 410) return 'fhir/not-found';
  if (status === 408 || status === 504) return 'fhir/timeout';
  // 501: it is there, and does not do this.
  if (status === 429 || (status >= 500 && status !== 501)) return 'fhir/unavailable';
  return status >= 400 ? 'fhir/outcome' : 'fhir/invalid';
}

function codeOfThrown(thrown: unknown): ErrorCode {
  if (tooLargeSchema.safeParse(thrown).success) return 'fhir/too-much';
  const error = thrownSchema.safeParse(thrown);
  if (!error.success) return 'fhir/unavailable';
  if (error.data.name === 'TimeoutError' || error.data.name === 'AbortError') return 'fhir/timeout';
  // fetch raises a TypeError with the network's error as cause; one without comes from reading the answer.
  return error.data.name === 'TypeError' && error.data.cause === undefined
    ? 'fhir/invalid'
    : 'fhir/unavailable';
}
