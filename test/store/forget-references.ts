import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';

/** Empties the tables of references between tests; rows cannot be deleted. */
export async function forgetReferences(database: Kysely<Schema>): Promise<void> {
  await sql`truncate reference, reference_event, watched_exam`.execute(database);
}
