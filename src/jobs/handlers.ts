import type { Kysely } from 'kysely';
import { measureStudy } from '../analysis/measure-study.ts';
import { asCodedError } from '../errors.ts';
import { publish } from '../fhir/publisher.ts';
import { toResources } from '../fhir/publish.ts';
import type { Logger } from '../logger.ts';
import type { SiteOf } from '../site.ts';
import type { Measurements } from '../store/measurements.ts';
import type { Schema } from '../store/schema.ts';
import type { MeasureStudy, PublishResult } from './messages.ts';
import type { JobHandlers, JobQueue } from './queue.ts';

export interface JobDependencies {
  readonly database: Kysely<Schema>;
  readonly measurements: Measurements;
  readonly queue: JobQueue;
  readonly siteOf: SiteOf;
  readonly logger: Logger;
}

/** What the two jobs do. Both may run twice for one message, and leave the same behind as once. */
export function jobHandlers(dependencies: JobDependencies): JobHandlers {
  return {
    measureStudy: (message) => measureAndStore(message, dependencies),
    publishResult: (message) => publishStored(message, dependencies),
  };
}

async function measureAndStore(
  { client, patientId, patient, studyInstanceUid, context }: MeasureStudy,
  { database, measurements, queue, siteOf, logger }: JobDependencies,
): Promise<void> {
  const { images, references, localiserFor, publishTo } = siteOf(client);
  const { measurement } = await measureStudy(
    { studyInstanceUid, patient },
    { source: images, references, localiserFor },
  );
  const measurementId = await database.transaction().execute(async (transaction) => {
    const key = { client, patientId, studyInstanceUid };
    const state = publishTo ? 'pending' : 'off';
    const id = await measurements.within(transaction).save(key, measurement, context, state);
    if (publishTo) await queue.publishResult({ measurementId: id }, transaction);
    return id;
  });
  const { status, refusals, timings } = measurement;
  logger.info({ measurementId, status, refusals: refusals.map(({ code }) => code), timings }, 'study measured');
}

async function publishStored(
  { measurementId }: PublishResult,
  { measurements, siteOf, logger }: JobDependencies,
): Promise<void> {
  const stored = await measurements.get(measurementId);
  if (!stored) return;
  const { publishTo } = siteOf(stored.client);
  if (!publishTo) return;
  try {
    const { patientId, measurement, context } = stored;
    const written = await publish(publishTo, toResources(measurement, { patientId, ...context }));
    await measurements.markPublished(measurementId, 'done', written);
  } catch (thrown) {
    const error = asCodedError(thrown);
    await measurements.markPublished(measurementId, 'failed', { code: error.code });
    // Two results under one identifier: trying again cannot help, a person must look (design, write-back).
    if (error.code !== 'fhir/multiple-matches') throw error;
    logger.error({ measurementId, code: error.code }, error.message);
  }
}
