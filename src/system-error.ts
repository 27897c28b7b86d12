import { z } from 'zod';

/** Whether Node's own error has this code, e.g. `ENOENT`. */
export function isSystemError(thrown: unknown, code: string): boolean {
  return z.object({ code: z.literal(code) }).safeParse(thrown).success;
}
