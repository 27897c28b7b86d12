import type { Mscore } from '../../mscore/measurement.ts';
import type { KnownReference } from '../../mscore/reference.ts';

/** The cohort that an M-score was made with, if it is still among these. */
export function referenceOf(
  mscore: Pick<Mscore, 'reference'> | null,
  references: readonly KnownReference[],
): KnownReference | undefined {
  return references.find(({ id }) => id === mscore?.reference);
}
