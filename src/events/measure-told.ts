import type { ErrorCode } from '../errors.ts';
import { CodedError } from '../errors.ts';
import { currentInputs } from '../jobs/current-inputs.ts';
import type { StoredEvent } from '../store/events.ts';
import { Withdrawals } from '../store/withdrawals.ts';
import type { SiteWithRecord } from '../site.ts';
import type { EventDependencies } from './dependencies.ts';
import { publishAgain } from './publish-again.ts';
import type { Told } from './what-is-told.ts';
import { studyWorthMeasuring } from './worth-measuring.ts';

/**
 * Has a study measured, unless there is a number already that rests on what would be used now; a refusal is looked at
 * again, as more images may have come since. Gives back why nothing is measured.
 *
 * @throws CodedError `study/not-found` while its images are not on the PACS
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
  return database.transaction().execute(async (transaction) => {
    const withdrawals = new Withdrawals(transaction);
    const lifted = await withdrawals.lift(study, { source, reported: status === 'reported' });
    if ((await withdrawals.of(study)).length > 0) return 'event/withdrawn';
    if (lifted) await publishAgain(study, { measurements, queue }, transaction);
    if (known?.measurement.status !== 'measured' && known?.measurement.status !== 'limited')
      await queue.measureStudy(study, transaction);
    await events.mark(id, 'done', null, transaction);
    return undefined;
  });
}
