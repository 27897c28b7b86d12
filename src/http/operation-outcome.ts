import type { Response } from 'express';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import { z } from 'zod';
import { asCodedError, CodedError } from '../errors.ts';

/** Where the codes of src/error-catalogue.ts live as FHIR codes. */
const ERROR_CODES = 'urn:mscore:errors';

/** An error as FHIR tells it (R4 OperationOutcome; CDS Hooks 3.0 recommends it as the body of errors). */
export function toOperationOutcome(error: CodedError): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: issueType(error.httpStatus),
        details: { coding: [{ system: ERROR_CODES, code: error.code }], text: error.message },
        diagnostics: error.remedy,
      },
    ],
  };
}

/** Who tries again at once finds what is away still away. */
const RETRY_AFTER_SECONDS = 10;

/**
 * Answers with the error's status and an OperationOutcome; with nothing but the status when it is 401. A 503 says when to
 * try again.
 */
export function sendError(response: Response, error: CodedError): void {
  response.status(error.httpStatus).set('Cache-Control', 'no-store');
  if (error.httpStatus === 401) {
    response.set('WWW-Authenticate', 'Bearer').end();
    return;
  }
  if (error.httpStatus === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  response.type('application/fhir+json').send(JSON.stringify(toOperationOutcome(error)));
}

const clientError = z.looseObject({ status: z.number().int().min(400).max(499) });

/** What express and its body parser throw, in our codes: their messages may quote the request, so they are dropped. */
export function fromExpress(thrown: unknown): CodedError {
  const parsed = clientError.safeParse(thrown);
  if (thrown instanceof CodedError || !parsed.success) return asCodedError(thrown);
  switch (parsed.data.status) {
    case 413:
      return new CodedError('request/too-large', undefined, { cause: thrown });
    case 415:
      return new CodedError('request/media-type', undefined, { cause: thrown });
    default:
      return new CodedError('request/malformed', undefined, { cause: thrown });
  }
}

const ISSUE_TYPES: Readonly<Record<number, OperationOutcomeIssue['code']>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  412: 'required',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  500: 'exception',
};

function issueType(status: number): OperationOutcomeIssue['code'] {
  return ISSUE_TYPES[status] ?? (status >= 500 ? 'transient' : 'processing');
}
