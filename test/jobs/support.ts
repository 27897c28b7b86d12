import { sql } from 'kysely';
import type { MeasureStudy } from '../../src/jobs/messages.ts';
import type { Database } from '../../src/store/database.ts';
import { studyKey } from '../support/data-keys.ts';

/** A study to measure, of the patient whose images carry the id P1. */
export function study(changes: Partial<MeasureStudy> = {}): MeasureStudy {
  return {
    ...studyKey(),
    patient: { identifiers: [{ patientId: 'P1', issuer: 'NORTH' }], birthDate: '1956-03-07', sex: 'female' },
    context: { imagingStudy: 'ImagingStudy/i1' },
    ...changes,
  };
}

export interface JobRow {
  readonly name: string;
  readonly state: string;
  readonly data: object;
  readonly singleton_key: string | null;
  readonly retry_limit: number;
}

/** The jobs as they stand in the database, oldest first. */
export async function jobRows(database: Database): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select name, state, data, singleton_key, retry_limit from pgboss.job order by created_on
  `.execute(database.sql);
  return rows;
}
