import type { Kysely } from 'kysely';
import type { CallingClient } from '../../calling-client.ts';
import type { Reference } from '../../mscore/reference.ts';
import type { SiteOf } from '../../site.ts';
import { countExams } from '../../store/exam-counts.ts';
import { isInForce, type JudgedReference } from '../../store/judged-references.ts';
import type { Schema } from '../../store/schema.ts';
import { cohortBars } from './snr-bars.ts';
import type { ComparedExams } from './snr-histogram.ts';

/** What exams of these hospitals measured, from a moment on, against each reference that is in force. */
export async function comparedExams<One extends JudgedReference>(
  references: readonly One[],
  clients: readonly CallingClient[],
  from: Date,
  { database, siteOf }: { readonly database: Kysely<Schema>; readonly siteOf: SiteOf },
): Promise<ReadonlyMap<One, ComparedExams>> {
  const planned = references.filter(isInForce).map((one) => {
    const { reference, cohort } = one.stored;
    const cutoffs = cutoffsFor(reference, clients, siteOf);
    return { one, cohort, cutoffs, bars: cohortBars(reference, cutoffs) };
  });
  const counts = await countExams(database, clients, from, planned);
  return new Map(
    planned.map(({ one, cohort, cutoffs, bars }) => [
      one,
      { bars, cutoffs, exams: counts.get(cohort) ?? [] },
    ]),
  );
}

/** What a hospital's policy says goes before what its reference does. */
function cutoffsFor({ cutoff }: Reference, clients: readonly CallingClient[], siteOf: SiteOf): number[] {
  const values = clients.flatMap((client) => (siteOf(client).policy.cutoff ?? cutoff)?.value ?? []);
  return [...new Set(values)].toSorted((a, b) => a - b);
}
