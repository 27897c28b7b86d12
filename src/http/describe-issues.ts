import type { z } from 'zod';

const SHOWN = 3;

/** The first few of zod's findings as one line of `path: message`; zod's messages never hold the values. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, SHOWN)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
    .join('; ');
}
