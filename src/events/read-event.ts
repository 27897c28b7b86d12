import { asCodedError, CodedError, type ErrorCode } from '../errors.ts';
import type { ReadEvent } from '../jobs/messages.ts';
import { happening } from '../jobs/happening.ts';
import type { SiteWithRecord } from '../site.ts';
import type { StoredEvent } from '../store/events.ts';
import { auditedReading } from './audited-reading.ts';
import type { EventDependencies } from './dependencies.ts';
import { measureTold } from './measure-told.ts';
import { whatIsTold } from './what-is-told.ts';
import { withdrawTold } from './withdraw-told.ts';

/** Images that a PACS has not had for a day will not come by themselves. */
const WAIT_FOR_IMAGES_MS = 86_400_000;

/** Everything is in order, and nothing is to be measured. */
const NOTHING_TO_DO: ReadonlySet<ErrorCode> = new Set([
  'event/not-lumbar-mri',
  'event/not-reported',
  'event/cancelled',
  'event/withdrawn',
  'event/not-screened',
]);

/**
 * Reads what an event is about, and has the study measured or its result withdrawn. It may run twice for one event,
 * and leaves the same behind as once. What passes by itself (a server away, images on their way) is raised, and tried
 * again; with anything else a person must look, and the same event sent again is read anew.
 */
export async function readEvent({ eventId }: ReadEvent, dependencies: EventDependencies): Promise<void> {
  const { events, logger } = dependencies;
  await events.clear();
  const stored = await events.get(eventId);
  if (stored?.state !== 'waiting') return;
  const code = await read(stored, dependencies).catch(async (thrown: unknown) => {
    const lasting = whatLasts(asCodedError(thrown).code, stored);
    if (lasting) return lasting;
    await events.mark(eventId, 'waiting', asCodedError(thrown).code);
    throw thrown;
  });
  if (code === undefined) return;
  if (NOTHING_TO_DO.has(code)) return events.mark(eventId, 'done', code);
  await events.mark(eventId, 'refused', code);
  const { message, remedy } = new CodedError(code);
  logger.error({ eventId, code, remedy }, message);
}

/** Gives back why nothing came of it; whose record was read for it stands in the audit trail. */
async function read(stored: StoredEvent, dependencies: EventDependencies): Promise<ErrorCode | undefined> {
  const { client, event } = stored;
  const { record, ...site } = dependencies.siteOf(client);
  if (!record) throw new CodedError('config/invalid', 'events need site.record');
  const studyInstanceUid = event.about === 'study' ? event.studyInstanceUid : undefined;
  return auditedReading(
    record,
    dependencies.audit,
    happening({ client, studyInstanceUid }),
    (reader) => act(stored, { ...site, record: reader }, dependencies),
    (code) => code ?? 'done',
  );
}

async function act(
  stored: StoredEvent,
  site: SiteWithRecord,
  dependencies: EventDependencies,
): Promise<ErrorCode | undefined> {
  const told = await whatIsTold(stored.event, site.record);
  if ('code' in told) return told.code;
  const { status } = told;
  if (status === 'unfinished') return 'event/not-reported';
  if (status === 'cancelled') return 'event/cancelled';
  const come = status === 'entered-in-error' ? withdrawTold : measureTold;
  return come(stored, told, site, dependencies);
}

function whatLasts(code: ErrorCode, { receivedAt }: StoredEvent): ErrorCode | undefined {
  if (code === 'request/patient-mismatch') return code;
  const late = Date.now() - receivedAt.getTime() > WAIT_FOR_IMAGES_MS;
  return code === 'study/not-found' && late ? 'event/images-missing' : undefined;
}
