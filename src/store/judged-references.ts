import { driftOf, isRetirementOf, type ReferenceEvent, type StoredReference } from './reference-events.ts';
import type { StoredReferences } from './references.ts';
import type { ScannerLog } from './scanner-log.ts';

export type ReferenceStatus = 'current' | 'warning' | 'drifted' | 'superseded' | 'retired';

/** A stored reference with how it stands. */
export interface JudgedReference {
  readonly stored: StoredReference;
  readonly status: ReferenceStatus;
  /** ISO date and time that the status began. */
  readonly since: string;
  readonly why: string;
  readonly by: string | null;
  readonly watched: { readonly exams: number; readonly controls: number };
}

/** The newest version of an id, unless it was retired; a scanner that drifted keeps it for exams of before. */
export function isInForce({ status }: Pick<JudgedReference, 'status'>): boolean {
  return status !== 'superseded' && status !== 'retired';
}

/** Every version of every stored reference, and whether it is used, watched with a warning, or out of use. */
export async function judgeReferences(
  references: StoredReferences,
  log: ScannerLog,
): Promise<JudgedReference[]> {
  const [stored, events] = [await references.all(), await references.events()];
  const listed: JudgedReference[] = [];
  for (const one of stored) {
    const newer = stored.filter(({ reference }) => reference.id === one.reference.id);
    listed.push(
      await judge(
        one,
        newer.find(({ version }) => version === one.version + 1),
        events,
        log,
      ),
    );
  }
  return listed;
}

async function judge(
  stored: StoredReference,
  next: StoredReference | undefined,
  events: readonly ReferenceEvent[],
  log: ScannerLog,
): Promise<JudgedReference> {
  const { what, state, since: changed, ...counts } = await log.standing(stored);
  const watched = { exams: counts.exams, controls: counts.controls };
  const as = (status: ReferenceStatus, since: Date, why: string, by: string | null): JudgedReference => ({
    stored,
    status,
    since: since.toISOString(),
    why,
    by,
    watched,
  });
  const retired = events.find(isRetirementOf(stored));
  if (retired) return as('retired', retired.happened_at, retired.reason, retired.decided_by);
  if (next) return as('superseded', next.addedAt, `by version ${next.version}`, next.addedBy);
  const ofCohort = events.filter(({ cohort, kind }) => cohort === stored.cohort && kind !== 'retired');
  const last = ofCohort.at(-1);
  if (last && driftOf(stored, events)) return as('drifted', last.happened_at, last.reason, null);
  if (state === 'warning')
    return as('warning', changed === undefined ? stored.addedAt : new Date(changed), what.join(', '), null);
  if (last?.kind === 'kept') return as('current', last.happened_at, `kept: ${last.reason}`, last.decided_by);
  return as('current', stored.addedAt, stored.note ?? '', stored.addedBy);
}
