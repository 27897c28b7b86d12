import { catalogue, type ErrorCode, type ErrorKind } from './error-catalogue.ts';

export type { ErrorCode, ErrorKind };

/** One coded reason as it is stored, printed and sent: never with patient data in `text`. */
export interface CodedReason {
  readonly code: ErrorCode;
  readonly text: string;
  readonly remedy: string;
}

/**
 * Anything that goes wrong on purpose. `code` is stable and has a row in docs/errors.md, `message` is a
 * sentence for people, `remedy` says what to do. `detail` narrows the sentence down (a tag, a count, a
 * host); it is shown to people and logged, so it must never hold patient data, tokens or URLs with
 * identifiers in them.
 */
export class CodedError extends Error {
  readonly code: ErrorCode;
  /** What narrows the sentence down; part of `message`. */
  readonly detail: string | undefined;
  readonly remedy: string;
  readonly kind: ErrorKind;
  readonly httpStatus: number;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    const row = catalogue[code];
    super(detail ? `${row.text} (${detail})` : row.text, options);
    this.name = 'CodedError';
    this.code = code;
    this.detail = detail;
    this.remedy = row.remedy;
    this.kind = row.kind;
    this.httpStatus = row.httpStatus;
  }

  toReason(): CodedReason {
    return { code: this.code, text: this.message, remedy: this.remedy };
  }
}

/** A reason without throwing: refusals and limits of a measurement are collected, not raised. */
export function reason(code: ErrorCode, detail?: string): CodedReason {
  return new CodedError(code, detail).toReason();
}

/** Several reasons in one cell or sentence, without what to do. */
export function inOneLine(reasons: readonly CodedReason[]): string {
  return reasons.map(({ text, code }) => `${text} [${code}]`).join(' ');
}

/** What is left of an unknown throw: our own errors as they are, anything else as `internal`. */
export function asCodedError(thrown: unknown): CodedError {
  return thrown instanceof CodedError ? thrown : new CodedError('internal', undefined, { cause: thrown });
}
