import type { Observation } from 'fhir/r4.js';
import type { ReviewOutcome } from '../screening/review-outcome.ts';

type Status = Observation['status'];

/** Statuses of a result that was released once: FHIR has no way back from them to `preliminary`. */
const RELEASED: ReadonlySet<Status | undefined> = new Set<Status>(['final', 'amended', 'corrected']);

/**
 * What an Observation becomes when it is written (R4, ObservationStatus): `preliminary` until a person has reviewed
 * it, then `final`; `amended` only "subsequent to being final", when what it says has changed since – so what a
 * reviewer changed before it was ever final is `final`; `entered-in-error` when the reviewer rejected it.
 *
 * @param before its status on the server; undefined when it is not there
 * @param changed whether it says another thing than it does there
 */
export function statusAfter(
  before: Status | undefined,
  changed: boolean,
  decision: ReviewOutcome['decision'] | undefined,
): Status {
  if (decision === 'rejected') return 'entered-in-error';
  if (before !== undefined && RELEASED.has(before)) return changed ? 'amended' : before;
  return decision === undefined ? 'preliminary' : 'final';
}
