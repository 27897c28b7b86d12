import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../audit/entry.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import type { SiteWithRecord } from '../site.ts';
import { auditedReading } from '../events/audited-reading.ts';
import { studyWorthMeasuring } from '../events/worth-measuring.ts';
import { currentInputs } from '../jobs/current-inputs.ts';
import type { MeasureStudy } from '../jobs/messages.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { MeasurementSummary } from '../mscore/measurement.ts';
import { imageFacts } from '../screening/facts.ts';
import { judgeImage } from '../screening/judge-image.ts';
import type { Policy } from '../screening/policy.ts';
import type { Measurements } from '../store/measurements.ts';
import type { Withdrawals } from '../store/withdrawals.ts';
import type { StudyOutcome } from './archive-run.ts';

export interface ScreenStudyDependencies {
  readonly client: CallingClient;
  readonly site: SiteWithRecord;
  readonly measurements: Measurements;
  readonly queue: Pick<JobQueue, 'measureStudy' | 'measuring'>;
  readonly withdrawals: Withdrawals;
  readonly audit: AuditTrail;
  /** Who screens. */
  readonly who: Actor;
  /** ISO date. */
  readonly today: () => string;
}

const POLL_MS = 300;
/** A study waits behind others; longer than this nobody takes it. */
const MOST_WAITING_MS = 10 * 60_000;

/**
 * One study of the archive, measured by whoever takes jobs, as one that was reported just now would be. Whose record was
 * read for it stands in the audit trail.
 *
 * @throws CodedError `fhir/…`, `pacs/…`, `archive/not-measured`
 */
export async function screenStudy(
  studyInstanceUid: string,
  { client, site, measurements, queue, withdrawals, audit, who, today }: ScreenStudyDependencies,
  signal: AbortSignal,
): Promise<StudyOutcome> {
  const found = await auditedReading(
    site.record,
    audit,
    { who, client, studyInstanceUid },
    (record) => studyWorthMeasuring({ studyInstanceUid }, { client, site, record }, today()),
    ({ reason }) => reason?.code ?? 'done',
  );
  if (!found.study) return { outcome: 'passed-over', codes: [found.reason.code] };
  const { study } = found;
  if ((await withdrawals.of(study)).length > 0) return { outcome: 'passed-over', codes: ['event/withdrawn'] };

  const find = async () => measurements.find(study, await currentInputs(study, site));
  const known = await find();
  if (known) return outcomeOf(known.measurement, site.policy);
  await queue.measureStudy(study);
  await untilDone(study, queue, signal);
  const measured = await find();
  if (!measured) throw new CodedError('archive/not-measured');
  return outcomeOf(measured.measurement, site.policy);
}

async function untilDone(
  study: MeasureStudy,
  queue: Pick<JobQueue, 'measuring'>,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  while (!signal.aborted && (await queue.measuring(study)) && performance.now() - begun < MOST_WAITING_MS)
    await pause(POLL_MS, undefined, { signal }).catch(() => {});
}

function outcomeOf(measurement: MeasurementSummary, policy: Policy): StudyOutcome {
  const { status, refusals, limits } = measurement;
  return {
    outcome: status,
    codes: (status === 'refused' ? refusals : limits).map(({ code }) => code),
    flagged: judgeImage(imageFacts(measurement), policy).high !== undefined,
  };
}
