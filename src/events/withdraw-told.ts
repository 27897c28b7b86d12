import type { ErrorCode } from '../errors.ts';
import { candidateOf } from '../fhir/study-candidate.ts';
import type { StoredEvent } from '../store/events.ts';
import type { StudyKey } from '../store/measurements.ts';
import { Withdrawals } from '../store/withdrawals.ts';
import type { SiteWithRecord } from '../site.ts';
import type { EventDependencies } from './dependencies.ts';
import { identifyStudy } from './identify-study.ts';
import { publishAgain } from './publish-again.ts';
import type { Told } from './what-is-told.ts';
import type { IdentifiedStudy, StudyClue } from './whereabouts.ts';

/**
 * Remembers that a study was entered in error for its patient, and has what was written about it looked at again.
 * Gives back why that cannot be told of any study.
 */
export async function withdrawTold(
  { id, client }: StoredEvent,
  { clue, source }: Told,
  site: SiteWithRecord,
  dependencies: EventDependencies,
): Promise<ErrorCode | undefined> {
  // The images may be gone from the PACS already: the record's word is enough.
  const withoutImages = { ...site, findStudyBy: ['imaging-study', 'qido'] as const };
  const identify = () => identifyStudy(clue, { client, site: withoutImages, record: site.record });
  const found = await keysOf(clue, client, dependencies, identify);
  if ('code' in found) return found.code;
  const { database, events, queue, measurements } = dependencies;
  await database.transaction().execute(async (transaction) => {
    const withdrawals = new Withdrawals(transaction);
    for (const key of found.keys) {
      const added = await withdrawals.add(key, source);
      if (added) await publishAgain(key, { measurements, queue }, transaction);
    }
    await events.mark(id, 'done', 'event/withdrawn', transaction);
  });
  return undefined;
}

/**
 * Whose study is withdrawn. A resource says it itself. An interface engine names only the study, and the PACS may
 * have been corrected since: then it is withdrawn from whomever it was measured for.
 */
async function keysOf(
  clue: StudyClue,
  client: StudyKey['client'],
  { measurements }: EventDependencies,
  identify: () => Promise<IdentifiedStudy>,
): Promise<{ readonly keys: readonly StudyKey[] } | { readonly code: ErrorCode }> {
  const byResource = 'report' in clue || 'imagingStudy' in clue ? await identify() : undefined;
  if (byResource?.study) return { keys: [byResource.study] };
  const studyInstanceUid = uidOf(clue);
  if (studyInstanceUid !== undefined) {
    const results = await measurements.ofStudy(client, studyInstanceUid);
    const patients = [...new Set(results.map(({ patientId }) => patientId))];
    if (patients.length > 0)
      return { keys: patients.map((patientId) => ({ client, patientId, studyInstanceUid })) };
  }
  const { study, reason } = byResource ?? (await identify());
  return study ? { keys: [study] } : { code: reason.code };
}

function uidOf(clue: StudyClue): string | undefined {
  if ('report' in clue) return undefined;
  return 'imagingStudy' in clue
    ? candidateOf(clue.imagingStudy, '', true).studyInstanceUid
    : clue.studyInstanceUid;
}
