import type { Response } from 'express';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import { z } from 'zod';
import { asCodedError, CodedError } from '../errors.ts';

/** Where the codes of src/error-catalogue.ts live as FHIR codes. */
const ERROR_CODES = 'urn:mscore:errors';

/** An error in the words of another language. */
export interface SaidError {
  readonly text: string;
  readonly remedy: string;
}

/**
 * What a caller may read of an error. What is wrong inside is for the log: its detail may name a file of this machine, and
 * the caller need not be anybody we know.
 */
export function toldOutside(error: CodedError): string {
  return error.httpStatus === 500 ? new CodedError(error.code).message : error.message;
}

/**
 * An error as FHIR tells it (R4 OperationOutcome; CDS Hooks 3.0 recommends it as the body of errors).
 *
 * @param said the words of the reader's language, where they are not the catalogue's
 */
export function toOperationOutcome(error: CodedError, said?: SaidError): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: issueType(error.httpStatus),
        details: {
          coding: [{ system: ERROR_CODES, code: error.code }],
          text: said?.text ?? toldOutside(error),
        },
        diagnostics: said?.remedy ?? error.remedy,
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
export function sendError(response: Response, error: CodedError, said?: SaidError): void {
  response.status(error.httpStatus).set('Cache-Control', 'no-store');
  if (error.httpStatus === 401) {
    response.set('WWW-Authenticate', 'Bearer').end();
    return;
  }
  if (error.httpStatus === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  response.type('application/fhir+json').send(JSON.stringify(toOperationOutcome(error, said)));
}

const clientError = z.looseObject({
  status: z.number().int().min(400).max(499),
  type: z.string().optional().catch(undefined),
});

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
      return new CodedError('request/malformed', detailOf(parsed.data), { cause: thrown });
  }
}

/** `type` is the parser's name of what it met. */
function detailOf({ type }: z.infer<typeof clientError>): string | undefined {
  return type === 'entity.parse.failed' ? 'the body is no JSON object' : undefined;
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
