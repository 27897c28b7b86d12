import type { Kysely } from 'kysely';
import { measurementInputs } from '../analysis/inputs.ts';
import { measureStudy } from '../analysis/measure-study.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { asCodedError } from '../errors.ts';
import type { KnownReference } from '../mscore/reference.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { ScannerLog } from '../store/scanner-log.ts';
import type { Schema } from '../store/schema.ts';
import { currentInputs } from './current-inputs.ts';
import { happening } from './happening.ts';
import type { MeasureStudy } from './messages.ts';
import { publishStored, type PublishDependencies } from './publish-stored.ts';
import type { Report } from './job-runner.ts';
import type { JobHandlers, JobQueue } from './queue.ts';
import { logChange, watchedExam } from './watch-scanner.ts';

export interface JobDependencies extends PublishDependencies {
  readonly database: Kysely<Schema>;
  readonly metrics: Pick<Metrics, 'measured' | 'published'>;
  readonly tracing: Tracing;
  readonly queue: JobQueue;
  readonly scanners: ScannerLog;
}

/** What the two jobs do. Both may run twice for one message, and leave the same behind as once. */
export function jobHandlers(dependencies: JobDependencies): JobHandlers {
  return {
    measureStudy: (message, report) =>
      measureUntilCurrent(message, dependencies, report).catch((thrown: unknown) => {
        const outcome = asCodedError(thrown).code;
        dependencies.audit.note({ ...happening(message), action: 'read-images', outcome });
        throw thrown;
      }),
    publishResult: (message) => publishStored(message, dependencies),
  };
}

const MOST_ROUNDS = 3;

/**
 * Asking for a study is a no-op while it is being measured: what changed meanwhile – a reviewer drew, a reference came – is
 * measured in the same job.
 */
async function measureUntilCurrent(
  message: MeasureStudy,
  dependencies: JobDependencies,
  report: Report,
): Promise<void> {
  // The record may have taken it back since it was asked for.
  if ((await dependencies.withdrawals.of(message)).length > 0) return;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const inputs = await measureAndStore(message, dependencies, report);
    if (inputs === (await currentInputs(message, dependencies.siteOf(message.client)))) return;
  }
}

/** Gives back the digest of what the result rests on. */
async function measureAndStore(
  { client, patientId, patient, studyInstanceUid, context }: MeasureStudy,
  { database, audit, metrics, tracing, measurements, queue, siteOf, scanners, logger }: JobDependencies,
  report: Report,
): Promise<string> {
  const { images, localiserFor, noise, publishTo, ...site } = siteOf(client);
  const key = { client, patientId, studyInstanceUid };
  const used = await measurements.referenceOf(key);
  const references = (await site.references()).map((one) => (one.id === used ? stillInUse(one) : one));
  // Before measuring: what changes meanwhile makes the result out of date rather than wrongly current.
  const inputs = await measurementInputs(studyInstanceUid, patient, { references, noise, localiserFor });
  const stages = tracing.stages();
  const measured = await measureStudy(
    { studyInstanceUid, patient },
    {
      source: images,
      references,
      noise,
      localiserFor,
      onStage: (stage) => {
        stages.begin(stage);
        report(stage);
      },
    },
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
  return inputs;
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
