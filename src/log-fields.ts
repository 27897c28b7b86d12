import { CodedError } from './errors.ts';

/**
 * An error for the log: codes, our own sentences and places in the source, down to the first cause.
 * Messages of foreign errors may quote what they choked on, so they stay out.
 */
export function logFields(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const own =
    error instanceof CodedError ? { code: error.code, message: error.message } : { name: error.name };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { ...own, frames, ...(error.cause !== undefined && { cause: logFields(error.cause) }) };
}
