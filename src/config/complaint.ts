import type { z } from 'zod';

const SHOWN = 3;

/**
 * What is wrong in a file, the first few findings. Settings that are not known come first: one that is misspelt is found
 * missing as well, and that alone does not say what to correct.
 */
export function complaintOf({ issues }: z.ZodError): string {
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  const others = issues.filter(({ code }) => code !== 'unrecognized_keys');
  return [...unknown, ...others]
    .slice(0, SHOWN)
    .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    .join('; ');
}
