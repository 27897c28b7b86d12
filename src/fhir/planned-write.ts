import type { FhirResource } from 'fhir/r4.js';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import type { ServerCapability } from './capability.ts';
import type { ResourceKey } from './fhir-client.ts';
import type { PublishEntry } from './publish-set.ts';

/** Where each `fullUrl` of a set is on the server, as `Type/id`; undefined for what it does not take. */
export type Places = Map<string, string | undefined>;

/** One write that was decided upon. */
export interface PlannedWrite {
  /** Of the set; undefined for a change to what an earlier run wrote. */
  readonly fullUrl?: string;
  readonly resource: FhirResource;
  readonly method: 'POST' | 'PUT';
  /** Undefined writes by id, or creates, without a condition. */
  readonly key: ResourceKey | undefined;
}

/** @throws CodedError `fhir/not-taken` for Observations */
export function mayHold(capability: ServerCapability, type: string): boolean {
  const { create, update } = capability.of(type);
  if (!create && !update && type === 'Observation') throw new CodedError('fhir/not-taken');
  return create || update;
}

/** @throws CodedError `fhir/not-taken` when an Observation must be created or updated and the server says it does not */
export function plannedWrite(
  entry: PublishEntry,
  existing: FhirResource | undefined,
  places: Places,
  capability: ServerCapability,
): PlannedWrite[] {
  const { fullUrl, resource, key } = entry;
  const type = resource.resourceType;
  if (places.has(fullUrl) && places.get(fullUrl) === undefined) return [];
  const can = capability.of(type);
  if (!existing) {
    if (!can.create) return notPossible(type, 'create', () => places.set(fullUrl, undefined));
    return [{ fullUrl, resource, method: 'POST', key: can.conditionalCreate ? key : undefined }];
  }
  const revised = entry.revise(existing, resolved(resource, places));
  if (!revised) return [];
  if (!can.update) return notPossible(type, 'update');
  if (can.conditionalUpdate) return [{ fullUrl, resource: revised, method: 'PUT', key }];
  return [{ fullUrl, resource: asVersionOf(existing, revised), method: 'PUT', key: undefined }];
}

/** By id the version that was read goes along, so that nobody's change in between is lost. */
function asVersionOf({ id, meta }: FhirResource, revised: FhirResource): FhirResource {
  const versionId = meta?.versionId;
  return {
    ...revised,
    ...(id !== undefined && { id }),
    meta: { ...revised.meta, ...(versionId !== undefined && { versionId }) },
  };
}

export function notPossible(type: string, what: 'create' | 'update', leaveOut?: () => void): PlannedWrite[] {
  if (type === 'Observation') throw new CodedError('fhir/not-taken', what);
  leaveOut?.();
  return [];
}

/** The resource with every `urn:uuid:…` of the set replaced by where it is, or left out where it is nowhere. */
export function resolved(resource: FhirResource, places: Places): FhirResource {
  const replace = (key: string, value: unknown): unknown =>
    key === 'reference' && typeof value === 'string' && places.has(value) ? places.get(value) : value;
  return resourceSchema.parse(JSON.parse(JSON.stringify(resource), replace));
}
