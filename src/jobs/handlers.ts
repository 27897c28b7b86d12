import type { Kysely } from 'kysely';
import type { Actor, AuditEvent } from '../audit/entry.ts';
import { measurementInputs } from '../analysis/inputs.ts';
import { measureStudy } from '../analysis/measure-study.ts';
import { asCodedError, CodedError, type ErrorCode } from '../errors.ts';
import { publish } from '../fhir/publisher.ts';
import { toResources, type PublishContext } from '../fhir/publish.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { KnownReference } from '../mscore/reference.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { currentWork } from '../observability/work.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { Site, SiteOf } from '../site.ts';
import type { ScannerLog } from '../store/scanner-log.ts';
import type { Measurements, StoredMeasurement, StudyKey } from '../store/measurements.ts';
import type { Schema } from '../store/schema.ts';
import type { MeasureStudy, PublishResult } from './messages.ts';
import type { JobHandlers, JobQueue } from './queue.ts';
import { logChange, watchedExam } from './watch-scanner.ts';

export interface JobDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'measured' | 'published'>;
  readonly tracing: Tracing;
  readonly measurements: Measurements;
  readonly queue: JobQueue;
  readonly siteOf: SiteOf;
  readonly scanners: ScannerLog;
  readonly logger: Logger;
}

/** What the two jobs do. Both may run twice for one message, and leave the same behind as once. */
export function jobHandlers(dependencies: JobDependencies): JobHandlers {
  return {
    measureStudy: (message) =>
      measureAndStore(message, dependencies).catch((thrown: unknown) => {
        const outcome = asCodedError(thrown).code;
        dependencies.audit.note({ ...happening(message), action: 'read-images', outcome });
        throw thrown;
      }),
    publishResult: (message) => publishStored(message, dependencies),
  };
}

async function measureAndStore(
  { client, patientId, patient, studyInstanceUid, context }: MeasureStudy,
  { database, audit, metrics, tracing, measurements, queue, siteOf, scanners, logger }: JobDependencies,
): Promise<void> {
  const { images, localiserFor, noise, publishTo, ...site } = siteOf(client);
  const key = { client, patientId, studyInstanceUid };
  const used = await measurements.referenceOf(key);
  const references = (await site.references()).map((one) => (one.id === used ? stillInUse(one) : one));
  // Before measuring: what changes meanwhile makes the result out of date rather than wrongly current.
  const inputs = await measurementInputs(studyInstanceUid, patient, { references, noise, localiserFor });
  const stages = tracing.stages();
  const measured = await measureStudy(
    { studyInstanceUid, patient },
    { source: images, references, noise, localiserFor, onStage: stages.begin },
  ).finally(stages.end);
  const { measurement, verified } = measured;
  metrics.measured(measurement);
  const watched = watchedExam(measured, references);
  // What may be about somebody else is kept for the hook that asked, and goes into nobody's record.
  const publishes = verified && publishTo !== undefined;
  const { measurementId, change } = await database.transaction().execute(async (transaction) => {
    const id = await measurements.within(transaction).save(key, {
      measurement,
      inputs,
      verified,
      retryAfter: retryAfter(measurement),
      context,
      published: publishes ? 'pending' : 'off',
    });
    if (publishes) await queue.publishResult({ measurementId: id }, transaction);
    const watchedChange =
      watched && (await scanners.record(transaction, watched.reference, studyInstanceUid, watched.exam));
    const { status: outcome } = measurement;
    await audit.append(transaction, { ...happening(key), action: 'measured', outcome, measurement: id });
    return { measurementId: id, change: watchedChange };
  });
  const { status, refusals, timings } = measurement;
  logger.info(
    { measurementId, status, refusals: refusals.map(({ code }) => code), timings },
    'study measured',
  );
  if (watched && change) logChange(watched.reference, change, logger);
}

const ITSELF: Actor = { kind: 'service', name: 'mscore' };

/** What jobs do is done by the service itself, for a client. */
function happening({ client, patientId, studyInstanceUid }: StudyKey) {
  return { who: ITSELF, client, patientId, studyInstanceUid, job: currentWork().jobId };
}

/** For a study that was compared with it before: neither what a person decided since nor a drift takes its number away. */
function stillInUse({ retired: _retired, drifted: _drifted, ...reference }: KnownReference): KnownReference {
  return reference;
}

/** Images may still be arriving, be corrected on the PACS, or the scanner be looked at: minutes later the answer may be another. */
const LOOK_AGAIN_MS = 15 * 60_000;

function retryAfter({ refusals }: Measurement): Date | undefined {
  const mayPass = refusals.some(({ code }) =>
    /^((study|series|dicom|spine)\/|reference\/drifted$)/.test(code),
  );
  return mayPass ? new Date(Date.now() + LOOK_AGAIN_MS) : undefined;
}

/** Trying again cannot help with these: a person must look. */
const LASTING: ReadonlySet<ErrorCode> = new Set([
  'fhir/multiple-matches',
  'fhir/other-server',
  'fhir/other-patient',
]);

async function publishStored(
  { measurementId }: PublishResult,
  { audit, metrics, measurements, siteOf, logger }: JobDependencies,
): Promise<void> {
  const stored = await measurements.get(measurementId);
  const site = stored && siteOf(stored.client);
  if (!stored || !site?.publishTo) return;
  try {
    const written = await publish(
      site.publishTo.client,
      toResources(stored.measurement, contextOf(stored, site)),
    );
    await measurements.markPublished(measurementId, 'done', written);
    audit.note(published(stored, 'done'));
    metrics.published('done');
  } catch (thrown) {
    const error = asCodedError(thrown);
    await measurements.markPublished(measurementId, 'failed', { code: error.code });
    audit.note(published(stored, error.code));
    metrics.published(error.code);
    if (!LASTING.has(error.code)) throw error;
    logger.error({ measurementId, code: error.code }, error.message);
  }
}

function published({ id, client, patientId, measurement }: StoredMeasurement, outcome: string): AuditEvent {
  const { studyInstanceUid } = measurement.study;
  const key = { client, patientId, studyInstanceUid };
  return { ...happening(key), action: 'published', outcome, measurement: id };
}

/** @throws CodedError `fhir/other-server` when the patient's id means nothing where we write */
function contextOf(
  { client, patientId, context }: StoredMeasurement,
  { publishTo, policy }: Site,
): PublishContext {
  const cutoff = policy.cutoff ?? undefined;
  const policyId = policy.id;
  if (publishTo?.fhirServer === client.fhirServer) return { patientId, ...context, cutoff, policyId };
  if (!publishTo?.sharesPatientIds) throw new CodedError('fhir/other-server');
  // Studies and orders need not be there: the study is then named by its UID.
  return { patientId, cutoff, policyId };
}
