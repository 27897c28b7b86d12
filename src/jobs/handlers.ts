import type { Kysely } from 'kysely';
import { measurementInputs } from '../analysis/inputs.ts';
import { type MeasuredStudy, measureStudy } from '../analysis/measure-study.ts';
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
 * measured in the same job. Only the last round is stored: a record does not show a number for seconds.
 */
async function measureUntilCurrent(
  message: MeasureStudy,
  dependencies: JobDependencies,
  report: Report,
): Promise<void> {
  const { withdrawals, siteOf, logger } = dependencies;
  // The record may have taken it back since it was asked for.
  if ((await withdrawals.of(message)).length > 0) return;
  for (let round = 1; ; round += 1) {
    const measured = await measure(message, dependencies, report);
    const isCurrent = measured.inputs === (await currentInputs(message, siteOf(message.client)));
    if (isCurrent || round === MOST_ROUNDS) return store(message, measured, dependencies);
    logger.info({ round }, 'what the study rests on has changed, it is measured again');
  }
}

/** One round: what came of it, and what it rests on. */
interface Round {
  readonly study: MeasuredStudy;
  readonly references: readonly KnownReference[];
  /** Digest of all that it rests on beside the images. */
  readonly inputs: string;
}

async function measure(
  { client, patientId, patient, studyInstanceUid }: MeasureStudy,
  { tracing, measurements, siteOf }: JobDependencies,
  report: Report,
): Promise<Round> {
  const { images, localiserFor, noise, ...site } = siteOf(client);
  const used = await measurements.referenceOf({ client, patientId, studyInstanceUid });
  const references = (await site.references()).map((one) => (one.id === used ? stillInUse(one) : one));
  // Before measuring: what changes meanwhile makes the result out of date rather than wrongly current.
  const inputs = await measurementInputs(studyInstanceUid, patient, { references, noise, localiserFor });
  const stages = tracing.stages();
  const study = await measureStudy(
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
  return { study, references, inputs };
}

/** Stores the result together with the job that writes it to the record. */
async function store(
  { client, patientId, studyInstanceUid, context }: MeasureStudy,
  { study, references, inputs }: Round,
  { database, audit, metrics, measurements, queue, siteOf, scanners, logger }: JobDependencies,
): Promise<void> {
  const key = { client, patientId, studyInstanceUid };
  const { measurement, verified } = study;
  const watched = watchedExam(study, references);
  // What may be about somebody else is kept for the hook that asked, and goes into nobody's record.
  const publishes = verified && siteOf(client).publishTo !== undefined;
  const { measurementId, change } = await database.transaction().execute(async (transaction) => {
    const id = await measurements.within(transaction).save(key, {
      measurement,
      inputs,
      images: study.images,
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
  metrics.measured(measurement);
  const { status, refusals, timings } = measurement;
  logger.info(
    { measurementId, status, refusals: refusals.map(({ code }) => code), timings },
    'study measured',
  );
  if (watched && change) logChange(watched.reference, change, logger);
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
