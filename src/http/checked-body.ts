import type { z } from 'zod';
import { CodedError } from '../errors.ts';
import { describeIssues } from './describe-issues.ts';

/** @throws CodedError `request/malformed` naming the fields, never what they hold */
export function checkedBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CodedError('request/malformed', describeIssues(parsed.error));
}
