import type { AuditEvent } from '../audit/entry.ts';
import { asCodedError, CodedError, type ErrorCode } from '../errors.ts';
import { type NotWritable, NOT_WRITABLE } from '../fhir/not-writable.ts';
import { findOrder } from '../fhir/order-of-study.ts';
import { publish } from '../fhir/publisher.ts';
import { toResources, type PublishContext } from '../fhir/publish.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { imageFacts } from '../screening/facts.ts';
import { findingOf } from '../screening/finding.ts';
import type { PublishTarget, Site, SiteOf } from '../site.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { ExpectedStudies } from '../store/expected-studies.ts';
import type { Measurements, StoredMeasurement } from '../store/measurements.ts';
import type { Reviews } from '../store/reviews.ts';
import type { Withdrawals } from '../store/withdrawals.ts';
import { happening } from './happening.ts';
import type { PublishResult } from './messages.ts';

export interface PublishDependencies {
  readonly measurements: Measurements;
  readonly expected: ExpectedStudies;
  /** What reviewers decided. */
  readonly reviews: Pick<Reviews, 'latestOf'>;
  readonly withdrawals: Withdrawals;
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'published'>;
  readonly siteOf: SiteOf;
  readonly logger: Logger;
}

/**
 * Writes a stored result to the record and notes how that ended: `failed` when trying again may help, `refused` when
 * only a person can.
 *
 * @throws CodedError what kept it from being written
 */
export async function publishStored(
  { measurementId }: PublishResult,
  dependencies: PublishDependencies,
): Promise<void> {
  const { measurements, siteOf, logger, audit, metrics } = dependencies;
  const stored = await measurements.get(measurementId);
  const site = stored && siteOf(stored.client);
  if (!stored || !site?.publishTo) return;
  if (await measurements.isSuperseded(stored)) {
    logger.info({ measurementId }, 'not written: a newer version of the algorithm has measured the study');
    return;
  }
  try {
    const context = await contextOf(stored, site, site.publishTo, dependencies);
    const { leftOut, ...written } = await publish(
      site.publishTo.client,
      toResources(stored.measurement, context),
    );
    await measurements.markPublished(measurementId, 'done', written);
    audit.note(published(stored, 'done'));
    metrics.published('done');
    if (leftOut.length > 0) logger.warn({ measurementId, leftOut }, 'the FHIR server does not take these');
  } catch (thrown) {
    const { code } = asCodedError(thrown);
    await measurements.markPublished(measurementId, isNotWritable(code) ? 'refused' : 'failed', { code });
    audit.note(published(stored, code));
    metrics.published(code);
    throw thrown;
  }
}

function published({ id, client, patientId, measurement }: StoredMeasurement, outcome: string): AuditEvent {
  const { studyInstanceUid } = measurement.study;
  const key = { client, patientId, studyInstanceUid };
  return { ...happening(key), action: 'published', outcome, measurement: id };
}

function isNotWritable(code: ErrorCode): code is NotWritable {
  return NOT_WRITABLE.some((known) => known === code);
}

/** @throws CodedError `fhir/other-server` when the patient's id means nothing where we write */
async function contextOf(
  stored: StoredMeasurement,
  { policy, codes }: Site,
  { client, fhirServer, sharesPatientIds }: PublishTarget,
  { measurements, expected, reviews, withdrawals }: PublishDependencies,
): Promise<PublishContext> {
  const { client: owner, patientId, context, measurement } = stored;
  const { studyInstanceUid } = measurement.study;
  const [withdrawal] = await withdrawals.of({ client: owner, patientId, studyInstanceUid });
  const decided = {
    patientId,
    withdrawn: withdrawal && { reason: withdrawal.source },
    cutoff: policy.cutoff ?? undefined,
    policyId: policy.id,
    finding: findingOf(imageFacts(measurement), policy),
    review: await reviews.latestOf(stored.id),
  };
  if (fhirServer === owner.fhirServer) {
    if (context.order !== undefined) return { ...decided, ...context };
    const order = await findOrder(client, codes, await expected.find(stored), patientId);
    if (order !== undefined) await measurements.linkOrder(stored.id, order);
    return { ...decided, ...context, order };
  }
  if (!sharesPatientIds) throw new CodedError('fhir/other-server');
  // Studies and orders need not be there: the study is then named by its UID.
  return decided;
}
