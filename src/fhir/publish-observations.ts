import type { FhirResource, Observation } from 'fhir/r4.js';
import { LEVELS } from '../mscore/levels.ts';
import { statusAfter } from './observation-status.ts';
import { identifierKey, type PublishEntry, type Revision } from './publish-set.ts';
import { resultKey, urnOf } from './result-keys.ts';
import { levelObservation, type ResultFrame, vbqObservation } from './result-observations.ts';
import { sameContent } from './same-content.ts';

/** Why a result may not stand. */
type Withdrawn = { readonly reason: string } | undefined;

/** A refused study has no number anywhere, not even where some levels could be measured. */
export function memberObservations(frame: ResultFrame): Observation[] {
  const { status, mscore, vbq } = frame.measurement;
  if (status === 'refused' || !mscore) return [];
  return [
    ...LEVELS.flatMap((level) => levelObservation(frame, level) ?? []),
    ...(vbq ? [vbqObservation(frame, vbq)] : []),
  ];
}

/** Every Observation that a run may have written, as what is left of it when this run does not have it. */
export function observationRevisions(
  { patient, measurement, naming }: ResultFrame,
  withdrawn: Withdrawn,
): Revision[] {
  const values = [
    ...LEVELS.map((level) => resultKey(patient, measurement, 'vertebral-body-snr', level)),
    resultKey(patient, measurement, 'vbq'),
    resultKey(patient, measurement, 'm-score'),
  ];
  return values.map((value) => ({
    type: 'Observation',
    key: identifierKey(value, naming),
    revise: (existing) => takenBack(existing, withdrawn),
  }));
}

function takenBack(existing: FhirResource, withdrawn: Withdrawn): FhirResource | undefined {
  if (existing.resourceType !== 'Observation' || existing.status === 'entered-in-error') return undefined;
  const note = [...(existing.note ?? []), ...(withdrawn ? [{ text: withdrawn.reason }] : [])];
  return { ...existing, status: 'entered-in-error', ...(note.length > 0 && { note }) };
}

export function observationEntry(resource: Observation, { naming, review }: ResultFrame): PublishEntry {
  const value = resource.identifier?.[0]?.value ?? '';
  const statusOf = (before: Observation['status'] | undefined, changed: boolean) =>
    statusAfter(before, changed, review?.decision);
  return {
    fullUrl: urnOf(value),
    resource: { ...resource, status: statusOf(undefined, true) },
    key: identifierKey(value, naming),
    revise(existing, ours) {
      if (existing.resourceType !== 'Observation' || ours.resourceType !== 'Observation') return ours;
      const changed = !sameContent(existing, ours);
      const status = statusOf(existing.status, changed);
      return changed || status !== existing.status ? { ...ours, status } : undefined;
    },
  };
}
