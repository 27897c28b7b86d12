import type { Transaction } from 'kysely';
import type { ErrorCode } from '../errors.ts';
import { CodedError } from '../errors.ts';
import { imagesDigest } from '../analysis/images-digest.ts';
import { currentInputs } from '../jobs/current-inputs.ts';
import type { MeasureStudy } from '../jobs/messages.ts';
import type { Schema } from '../store/schema.ts';
import type { StoredEvent } from '../store/events.ts';
import { Withdrawals } from '../store/withdrawals.ts';
import type { SiteWithRecord } from '../site.ts';
import type { EventDependencies } from './dependencies.ts';
import { publishAgain } from './publish-again.ts';
import type { Told } from './what-is-told.ts';
import { studyWorthMeasuring } from './worth-measuring.ts';

/**
 * Has a study measured, unless there is a number already that rests on what would be used now, these very images among
 * it; a refusal is looked at again. Gives back why nothing is measured.
 *
 * @throws CodedError `study/not-found` while its images are not on the PACS; `study/being-measured` while they are read
 */
export async function measureTold(
  { id, client }: StoredEvent,
  { clue, source, status }: Told,
  site: SiteWithRecord,
  { database, events, measurements, queue, today }: EventDependencies,
): Promise<ErrorCode | undefined> {
  const found = await studyWorthMeasuring(clue, { client, site, record: site.record }, today());
  if (!found.study) {
    if (found.reason.code === 'study/not-found') throw new CodedError('study/not-found');
    return found.reason.code;
  }
  const { study, onPacs } = found;
  const { studyInstanceUid } = study;
  if (!onPacs && (await site.images.findStudies({ studyInstanceUid, anyModality: true })).length === 0)
    throw new CodedError('study/not-found');

  const known = await measurements.find(study, await currentInputs(study, site));
  const isCurrent =
    known !== undefined &&
    known.measurement.status !== 'refused' &&
    known.images === imagesDigest(await site.images.readStudy(studyInstanceUid));
  return database.transaction().execute(async (transaction) => {
    const withdrawals = new Withdrawals(transaction);
    const lifted = await withdrawals.lift(study, { source, reported: status === 'reported' });
    if ((await withdrawals.of(study)).length > 0) return 'event/withdrawn';
    if (lifted) await publishAgain(study, { measurements, queue }, transaction);
    if (!isCurrent) await askFor(study, queue, transaction);
    await events.mark(id, 'done', null, transaction);
    return undefined;
  });
}

async function askFor(
  study: MeasureStudy,
  queue: EventDependencies['queue'],
  transaction: Transaction<Schema>,
): Promise<void> {
  if (await queue.measureStudy(study, transaction)) return;
  // The job that is at it may have read the images before these came: once it has ended it shows.
  if (!(await queue.willMeasure(study, transaction))) throw new CodedError('study/being-measured');
}
