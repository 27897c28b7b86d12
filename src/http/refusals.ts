import type { ErrorRequestHandler, RequestHandler } from 'express';
import { CodedError } from '../errors.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { fromExpress, sendError } from './operation-outcome.ts';

/** For an address that takes other methods than these. */
export function only(methods: string): RequestHandler {
  return (_request, response) => {
    response.set('Allow', methods);
    throw new CodedError('request/method');
  };
}

/** For what no router before it has answered. */
export function noSuchAddress(): never {
  throw new CodedError('request/unknown-address');
}

/**
 * Answers what was thrown as OperationOutcome and logs it: the caller's fault as information, ours as an error.
 *
 * @param what is called so in the log, e.g. `CDS Hooks request`
 */
export function answerErrors(logger: Logger, what: string): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    const error = fromExpress(thrown);
    const { code, message } = error;
    if (error.kind === 'request') logger.info({ code, message }, `${what} refused`);
    else logger.error(logFields(error), `${what} failed`);
    if (response.headersSent) next(error);
    else sendError(response, error);
  };
}
