import { z } from 'zod';

/** SQLSTATE (PostgreSQL, appendix A) of what whoever sets the service up gets wrong, in words. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['28000', 'it refuses the user'],
  ['28P01', 'it refuses user or password'],
  ['3D000', 'it has no database of this name'],
  ['42501', 'the user may not make tables in it'],
]);

const codedSchema = z.object({ code: z.string() });

/** Why a PostgreSQL that answers cannot be used, without repeating its own words: they may quote what it was sent. */
export function whyNotOpened(thrown: unknown): string {
  const { data } = codedSchema.safeParse(thrown);
  return (data && REASONS.get(data.code)) ?? 'the tables could not be brought up to date';
}
