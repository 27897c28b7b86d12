import type { z } from 'zod';
import { CodedError, type ErrorCode } from '../errors.ts';

/** Ample for a file that a person writes. */
const MAXIMUM_CHARACTERS = 1_000_000;

/**
 * `input`, JSON text or an already parsed value, as `schema` says; raises CodedError with `code` and a
 * detail that names the first wrong field and never repeats what stood there.
 */
export function parseJson<Schema extends z.ZodType>(
  input: unknown,
  schema: Schema,
  code: ErrorCode,
): z.output<Schema> {
  const parsed = schema.safeParse(typeof input === 'string' ? readText(input, code) : input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'the whole file';
  throw new CodedError(code, `${field}: ${issue?.message ?? 'not valid'}`);
}

function readText(text: string, code: ErrorCode): unknown {
  if (text.length > MAXIMUM_CHARACTERS) throw new CodedError(code, 'larger than 1 MB');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new CodedError(code, 'not JSON');
  }
}
