import type { Device, FhirResource, Observation, Provenance, Task } from 'fhir/r4.js';
import type { ResourceKey } from './fhir-client.ts';
import type { ResultNaming } from './result-keys.ts';

/** What to write in place of a resource that is there already; undefined leaves it as it is. */
type Revise = (existing: FhirResource) => FhirResource | undefined;

/** One resource to write. References to the others of the set are their `fullUrl` (`urn:uuid:…`). */
export interface PublishEntry {
  readonly fullUrl: string;
  readonly resource: Device | Observation | Provenance | Task;
  /** At most one resource on the server answers this. */
  readonly key: ResourceKey;
  /** Where one does. `ours` is the resource with its references resolved as far as they are known. */
  revise(existing: FhirResource, ours: FhirResource): FhirResource | undefined;
}

/** A change to what an earlier run may have written. */
export interface Revision {
  readonly type: 'Observation' | 'Task';
  readonly key: ResourceKey;
  readonly revise: Revise;
}

export interface PublishSet {
  /** `Patient/id` whose results these are. */
  readonly patient: string;
  /** Each after those that it refers to: device, members, group, provenance, task. */
  readonly entries: readonly PublishEntry[];
  /** `fullUrl` of the M-score Observation. */
  readonly group: string;
  /** Where they are there: Observations that this run no longer has, and the task that it does not ask for. */
  readonly revisions: readonly Revision[];
}

export function identifierKey(value: string, { identifierSystem }: ResultNaming): ResourceKey {
  return { parameter: 'identifier', system: identifierSystem, value };
}
