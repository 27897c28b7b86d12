import { setTimeout as pause } from 'node:timers/promises';
import type { SiteWithRecord } from '../site.ts';
import { CodedError } from '../errors.ts';
import type { ArchiveRuns } from '../store/archive-runs.ts';
import type { ArchiveRun, StudyOutcome } from './archive-run.ts';
import { daysBetween } from './days.ts';

/** How much of the PACS, and of the record, a screening takes for itself. */
export interface ArchiveLoad {
  /** Studies looked at and measured at once. */
  readonly atOnce: number;
  /** Studies begun in a minute; as many as go without it. */
  readonly perMinute?: number | undefined;
}

/** Told how far it is. */
export interface ArchiveWatcher {
  listed(days: number, ofDays: number, studies: number): void;
  studied(done: number, studies: number): void;
}

export interface ScreenArchiveDependencies {
  readonly runs: ArchiveRuns;
  readonly site: Pick<SiteWithRecord, 'images'>;
  /** What becomes of one study; raises CodedError what may pass. */
  readonly screen: (studyInstanceUid: string, signal: AbortSignal) => Promise<StudyOutcome>;
  readonly watcher: ArchiveWatcher;
  /** ISO date: a day that is not over is listed again by the next call. */
  readonly today: () => string;
  /** Aborts when somebody wants it to stop: what is done stays done. */
  readonly signal: AbortSignal;
}

/** So many studies in a row that cannot be looked at: it is not the studies. */
const MOST_FAILURES = 10;

/**
 * Lists what the PACS has of the run's days, then looks at one study after the other, the newest first. Every step is
 * kept, so that the same call goes on where the last one stopped; what failed before is tried again.
 *
 * @returns whether all is done; false when it was stopped
 * @throws CodedError what the PACS or the record raise again and again
 */
export async function screenArchive(
  run: ArchiveRun,
  load: ArchiveLoad,
  dependencies: ScreenArchiveDependencies,
): Promise<boolean> {
  const { runs, signal } = dependencies;
  await listDays(run, dependencies);
  if (signal.aborted) return false;
  await runs.forgetFailures(run.id);
  await screenStudies(run, load, dependencies);
  if (signal.aborted) return false;
  await runs.finish(run.id);
  return true;
}

async function listDays(
  { id, from, to, listedUntil }: ArchiveRun,
  { runs, site, watcher, signal, today }: ScreenArchiveDependencies,
): Promise<void> {
  const days = daysBetween(from, to);
  for (const [i, day] of days.entries()) {
    if (signal.aborted) return;
    if (listedUntil !== undefined && day <= listedUntil) continue;
    const studies = await site.images.studiesOn(day);
    await runs.list(
      id,
      day,
      studies.map(({ studyInstanceUid }) => studyInstanceUid),
      day < today(),
    );
    watcher.listed(i + 1, days.length, (await runs.progress(id)).seen);
  }
}

async function screenStudies(
  { id }: ArchiveRun,
  { atOnce, perMinute }: ArchiveLoad,
  { runs, screen, watcher, signal }: ScreenArchiveDependencies,
): Promise<void> {
  const { seen, left } = await runs.progress(id);
  const begin = paced(perMinute);
  // One iterator for all workers: each study goes to one of them.
  const waiting = (await runs.left(id)).values();
  let done = seen - left;
  let failures = 0;
  const worker = async (): Promise<void> => {
    for (const uid of waiting) {
      if (signal.aborted) return;
      await begin(signal);
      const outcome = await screen(uid, signal).catch((thrown: unknown) => failed(thrown));
      // What was stopped half-way is left.
      if (signal.aborted) return;
      failures = outcome.outcome === 'failed' ? failures + 1 : 0;
      if (failures > MOST_FAILURES) throw new CodedError(outcome.codes[0] ?? 'internal');
      await runs.set(id, uid, outcome);
      done += 1;
      watcher.studied(done, seen);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function failed(thrown: unknown): StudyOutcome {
  if (!(thrown instanceof CodedError)) throw thrown;
  return { outcome: 'failed', codes: [thrown.code] };
}

/** Lets through so many in a minute, evenly. */
function paced(perMinute: number | undefined): (signal: AbortSignal) => Promise<void> {
  let next = 0;
  return async (signal) => {
    if (perMinute === undefined) return;
    const now = performance.now();
    const at = Math.max(now, next);
    next = at + 60_000 / perMinute;
    await pause(at - now, undefined, { signal }).catch(() => {});
  };
}
