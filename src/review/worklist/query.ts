import { z } from 'zod';

export const STATES = ['waiting', 'decided', 'all'] as const;
export const SUSPICIONS = ['any', 'clear', 'possible', 'by-hand'] as const;
export const HOLDERS = ['anybody', 'me', 'nobody'] as const;
export const ORDERS = ['newest', 'suspicious'] as const;

/** What of the worklist is shown; what makes no sense is left out, so that an old bookmark still opens. */
export const worklistQuerySchema = z.object({
  state: z.enum(STATES).catch('waiting'),
  suspicion: z.enum(SUSPICIONS).catch('any'),
  holder: z.enum(HOLDERS).catch('anybody'),
  order: z.enum(ORDERS).catch('newest'),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});
export type WorklistQuery = z.infer<typeof worklistQuerySchema>;

/** Identifiers are looked for by POST: they must stand in no address and in no log of a proxy. */
export const searchSchema = z.object({ search: z.string().trim().min(1).max(128) });

/** The address of the same list with something else. */
export function listAddress(query: WorklistQuery, changes: Partial<WorklistQuery> = {}): string {
  const { page, ...filters } = { ...query, page: 1, ...changes };
  return `/review?${new URLSearchParams({ ...filters, page: String(page) }).toString()}`;
}
