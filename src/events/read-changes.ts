import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import { isNotExposed } from '../fhir/not-exposed.ts';
import { happening } from '../jobs/happening.ts';
import type { ReadChanges } from '../jobs/messages.ts';
import { logFields } from '../log-fields.ts';
import type { RecordSeen } from '../store/record-seen.ts';
import type { EventDependencies } from './dependencies.ts';
import type { Intake } from './intake.ts';
import { eventOf, isTold } from './resource-event.ts';
import type { RecordReader } from './whereabouts.ts';

export interface ChangesDependencies extends Pick<
  EventDependencies,
  'database' | 'siteOf' | 'queue' | 'audit' | 'logger'
> {
  readonly seen: RecordSeen;
  readonly intake: Intake;
  /** The searches that find a client's reports and imaging studies (`events.criteria`). */
  readonly criteriaOf: (client: CallingClient) => readonly string[];
}

/** How far back the first search looks. */
const FIRST_LOOK_MS = 86_400_000;
/** What is written at the same time may become visible one after the other. */
const OVERLAP_MS = 60_000;

/**
 * Searches the record for reports and imaging studies that were written since the last search, and takes each as if
 * it had been told of. What was told of before is known by its version.
 */
export async function readChanges({ client }: ReadChanges, dependencies: ChangesDependencies): Promise<void> {
  const { siteOf, logger, criteriaOf } = dependencies;
  const { record } = siteOf(client);
  if (!record) throw new CodedError('config/invalid', 'events need site.record');
  const criteria = criteriaOf(client);
  const failed: unknown[] = [];
  for (const criterion of criteria) {
    await readOne(client, criterion, record, dependencies).catch((thrown: unknown) => {
      // Many EHRs expose no ImagingStudy.
      if (!isNotExposed(thrown)) throw thrown;
      logger.warn(logFields(thrown), 'a search of events.criteria is not answered');
      failed.push(thrown);
    });
  }
  if (criteria.length > 0 && failed.length === criteria.length) throw failed[0];
}

async function readOne(
  client: CallingClient,
  criterion: string,
  record: RecordReader,
  { seen, intake, database, queue, audit }: ChangesDependencies,
): Promise<void> {
  const known = await seen.until(client, criterion);
  const since = new Date((known?.getTime() ?? Date.now() - FIRST_LOOK_MS) - OVERLAP_MS);
  const query = `${criterion}&_lastUpdated=ge${since.toISOString()}&_sort=_lastUpdated&_count=100`;
  const { resources, complete } = await record.search(query);
  // What each is about is set down when its event is read.
  if (resources.length > 0)
    audit.note({ ...happening({ client }), action: 'read-record', outcome: 'searched' });
  const changed = resources.filter(({ resourceType }) => isTold(resourceType));
  const times = changed.map(updatedAt);
  const before = since.getTime() + OVERLAP_MS;
  const until = new Date(Math.max(before, ...times));
  // What a bound cut off is newer only where the server sorts; and the next search must get further.
  if (!complete && !(isAscending(times) && until.getTime() > before)) throw new CodedError('event/unsorted');
  await database.transaction().execute(async (transaction) => {
    await intake.add(client, changed.map(eventOf), transaction);
    await seen.setUntil(client, criterion, until, transaction);
    if (!complete) await queue.readChanges({ client }, transaction);
  });
}

const metaSchema = z.object({ meta: z.object({ lastUpdated: z.iso.datetime({ offset: true }) }) });

/** Milliseconds since 1970; 0 where the server does not say. */
function updatedAt(resource: FhirResource): number {
  const parsed = metaSchema.safeParse(resource);
  return parsed.success ? Date.parse(parsed.data.meta.lastUpdated) : 0;
}

function isAscending(times: readonly number[]): boolean {
  return times.every((time, index) => time >= (times[index - 1] ?? 0));
}
