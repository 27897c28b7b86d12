import { sql, type Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Bars } from '../mscore/statistics/histogram.ts';
import type { Schema } from './schema.ts';
import { ofClients } from './whose.ts';
import { isWithdrawn } from './withdrawals.ts';

/** A stored cohort, by its digest, and the bars that exams are counted in by their SNR. */
export interface CohortBars {
  readonly cohort: string;
  readonly bars: Bars;
}

/**
 * How many exams of these clients, first measured from a moment on, were compared with each of the cohorts, bar by bar
 * of `countInBars`; whatever the cut-off of the version. Of a study the newest result counts, of a patient's own images
 * and not entered in error. One statement, whose answer has a row for each bar that is not empty.
 */
export async function countExams(
  database: Kysely<Schema>,
  clients: readonly CallingClient[],
  from: Date,
  cohorts: readonly CohortBars[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const counts = new Map(cohorts.map(({ cohort, bars }) => [cohort, emptyBars(bars)]));
  if (clients.length === 0 || cohorts.length === 0) return counts;
  const newest = database
    .selectFrom('measurement')
    .distinctOn(['issuer', 'fhir_server', 'patient_id', 'study_instance_uid'])
    .select([
      sql<number | null>`(summary ->> 'snr')::float8`.as('snr'),
      sql<string | null>`summary -> 'mscore' ->> 'reference'`.as('id'),
      sql<number | null>`(summary -> 'mscore' ->> 'referenceVersion')::integer`.as('version'),
    ])
    .where('created_at', '>=', from)
    .where('verified', '=', true)
    .where((is) => is.not(isWithdrawn(is)))
    .where(ofClients(clients))
    .orderBy('issuer')
    .orderBy('fhir_server')
    .orderBy('patient_id')
    .orderBy('study_instance_uid')
    .orderBy('created_at', 'desc');
  const { rows } = await sql<{ cohort: string; bar: number; exams: string }>`
    select cohort, least(greatest(floor(snr / width) - first, 0), bars - 1)::integer as bar, count(*) as exams
    from (${newest}) as exam join reference using (id, version) join (values ${sql.join(cohorts.map(asRow))})
      as counted (cohort, width, first, bars) using (cohort)
    where snr is not null
    group by cohort, bar`.execute(database);
  for (const { cohort, bar, exams } of rows) {
    const own = counts.get(cohort);
    if (own) own[bar] = Number(exams);
  }
  return counts;
}

function emptyBars({ count }: Bars): number[] {
  return Array.from({ length: count }, () => 0);
}

function asRow({ cohort, bars: { width, first, count } }: CohortBars) {
  return sql`(${cohort}::text, ${width}::float8, ${first}::float8, ${count}::integer)`;
}
