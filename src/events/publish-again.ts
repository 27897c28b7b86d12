import type { Transaction } from 'kysely';
import type { JobQueue } from '../jobs/queue.ts';
import type { Measurements, StudyKey } from '../store/measurements.ts';
import type { Schema } from '../store/schema.ts';

/** Has what was written about the study into this patient's record looked at again: whether it stands has changed. */
export async function publishAgain(
  { client, patientId, studyInstanceUid }: StudyKey,
  { measurements, queue }: { readonly measurements: Measurements; readonly queue: JobQueue },
  transaction: Transaction<Schema>,
): Promise<void> {
  const results = await measurements.within(transaction).ofStudy(client, studyInstanceUid);
  for (const { id, patientId: owner, published } of results)
    if (owner === patientId && published !== 'off')
      await queue.publishResult({ measurementId: id }, transaction);
}
