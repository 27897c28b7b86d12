import type { Selectable } from 'kysely';
import type { KnownReference, Reference } from '../mscore/reference.ts';
import type { ReferenceEventTable } from './schema.ts';

/** One version of a reference as it was added. */
export interface StoredReference {
  readonly reference: Reference;
  readonly version: number;
  readonly sha256: string;
  /** What versions that differ in the cut-off share. */
  readonly cohort: string;
  readonly addedAt: Date;
  readonly addedBy: string | null;
  readonly note: string | null;
}

/** Who says so, and why. */
export interface Decision {
  readonly by?: string | undefined;
  readonly reason: string;
}

/** One decision, as its row says it. */
export type ReferenceEvent = Selectable<ReferenceEventTable>;

/** Finds when a version was retired, if it was. */
export function isRetirementOf({ reference, version }: StoredReference): (event: ReferenceEvent) => boolean {
  return ({ kind, reference_id: id, reference_version: of }) =>
    kind === 'retired' && id === reference.id && of === version;
}

/** The drift that nobody has spoken against since; of the cohort, whatever version it was seen with. */
export function driftOf(
  { cohort }: StoredReference,
  events: readonly ReferenceEvent[],
): KnownReference['drifted'] {
  const last = events.findLast((event) => event.cohort === cohort && event.kind !== 'retired');
  return last?.kind === 'drifted' ? { what: last.reason, since: last.since ?? undefined } : undefined;
}

/** What an event names a version by. */
export function keysOf({ reference, version, cohort }: StoredReference) {
  return { reference_id: reference.id, reference_version: version, cohort };
}
