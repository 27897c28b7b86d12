import type { Bundle, BundleEntryRequest, FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import type { ReadBundle } from './bundle.ts';
import type { ServerCapability } from './capability.ts';
import { type FhirClient, keyQuery, type ResourceKey, versionTag } from './fhir-client.ts';
import { failureOfAnswer, isForbidden, isRefused } from './fhir-failure.ts';
import type { PublishEntry, PublishSet } from './publish.ts';
import { part, referenceTo, relativeReference } from './resource-parts.ts';

/** What the publisher needs of the FHIR server. */
export type FhirWriter = Pick<
  FhirClient,
  'search' | 'transaction' | 'conditionalUpdate' | 'conditionalCreate' | 'create' | 'update' | 'capability'
>;

export interface Published {
  /** `Observation/id` of the M-score; undefined when the result was withdrawn. */
  readonly observation: string | undefined;
  /** `Type/id` of each entry of the set, in its order, but for those that the server does not take. */
  readonly references: readonly string[];
  /** `Type/id` of what an earlier run wrote and this one changed: Observations that no longer stand, the task. */
  readonly revised: readonly string[];
  /** Types that the server does not take; Observations it must. */
  readonly leftOut: readonly string[];
}

/**
 * Writes a set so that it is there once, however often it is written, and what is there already and says the same is
 * left alone. First looks what the server takes and what every key matches: a server that takes no Observations raises
 * `fhir/not-taken`, two resources `fhir/multiple-matches`, a resource of another patient `fhir/other-patient`, all
 * before anything is written. Then one transaction of conditional writes, and the task; on a server that takes none, one write after
 * the other in the order of the set: the group comes after its members, so what a failure leaves behind is no result
 * yet, and writing again completes it. Types beside Observation that a server does not take are left out.
 */
export async function publish(client: FhirWriter, set: PublishSet): Promise<Published> {
  const capability = await client.capability();
  const places: Places = new Map();
  const found = new Map<PublishEntry, FhirResource>();
  for (const entry of set.entries) {
    if (!mayHold(capability, entry.resource.resourceType)) {
      places.set(entry.fullUrl, undefined);
      continue;
    }
    const existing = await findOrMayNot(client, entry.resource.resourceType, entry.key, set.patient);
    if (existing === 'may-not') places.set(entry.fullUrl, undefined);
    if (!existing || existing === 'may-not') continue;
    found.set(entry, existing);
    places.set(entry.fullUrl, referenceTo(existing));
  }
  const writes = [
    ...set.entries.flatMap((entry) => writeOf(entry, found.get(entry), places, capability)),
    ...(await revisionWrites(client, set, capability)),
  ];
  if (writes.length > 0) await writeAll(client, capability, writes, places);
  const left = set.entries.filter(({ fullUrl }) => places.get(fullUrl) === undefined);
  return {
    observation: places.get(set.group),
    references: set.entries.flatMap(({ fullUrl }) => places.get(fullUrl) ?? []),
    revised: writes.flatMap(({ fullUrl, resource }) =>
      fullUrl === undefined ? (referenceTo(resource) ?? []) : [],
    ),
    leftOut: [...new Set(left.map(({ resource }) => resource.resourceType))],
  };
}

/** Where each `fullUrl` of a set is on the server, as `Type/id`; undefined for what it does not take. */
type Places = Map<string, string | undefined>;

/** One write that was decided upon. */
interface Write {
  /** Of the set; undefined for a change to what an earlier run wrote. */
  readonly fullUrl?: string;
  readonly resource: FhirResource;
  readonly method: 'POST' | 'PUT';
  /** Undefined writes by id, or creates, without a condition. */
  readonly key: ResourceKey | undefined;
}

/** @throws CodedError `fhir/not-taken` for Observations */
function mayHold(capability: ServerCapability, type: string): boolean {
  const { create, update } = capability.of(type);
  if (!create && !update && type === 'Observation') throw new CodedError('fhir/not-taken');
  return create || update;
}

/** @throws CodedError `fhir/not-taken` when an Observation must be created or updated and the server says it does not */
function writeOf(
  entry: PublishEntry,
  existing: FhirResource | undefined,
  places: Places,
  capability: ServerCapability,
): Write[] {
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

function notPossible(type: string, what: 'create' | 'update', leaveOut?: () => void): Write[] {
  if (type === 'Observation') throw new CodedError('fhir/not-taken', what);
  leaveOut?.();
  return [];
}

async function revisionWrites(
  client: FhirWriter,
  { revisions, patient }: PublishSet,
  capability: ServerCapability,
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const { type, key, revise } of revisions) {
    if (!mayHold(capability, type)) continue;
    const existing = await findOrMayNot(client, type, key, patient);
    const revised = existing && existing !== 'may-not' && revise(existing);
    if (!revised) continue;
    if (!capability.of(type).update) notPossible(type, 'update');
    else writes.push({ resource: revised, method: 'PUT', key: undefined });
  }
  return writes;
}

const ownedSchema = z.union([
  z.object({ resourceType: z.literal('Observation'), subject: part.reference }),
  z
    .object({ resourceType: z.literal('Task'), for: part.reference })
    .transform(({ for: subject }) => ({ subject })),
]);

/**
 * The one resource that answers the key. Raises `fhir/multiple-matches` when there are more, and
 * `fhir/other-patient` when it is an Observation or Task of anybody but this patient (`Patient/id`).
 */
async function findOwn(
  client: FhirWriter,
  type: string,
  key: ResourceKey,
  patient: string,
): Promise<FhirResource | undefined> {
  const { resources } = await client.search(`${type}?${keyQuery(key)}&_count=2`);
  if (resources.length > 1) throw new CodedError('fhir/multiple-matches', type);
  const owned = ownedSchema.safeParse(resources[0]).data;
  if (owned && relativeReference(owned.subject) !== patient) throw new CodedError('fhir/other-patient');
  return resources[0];
}

/** `findOwn`; where the server keeps tasks from us, the results are written without. */
async function findOrMayNot(
  ...asked: Parameters<typeof findOwn>
): Promise<FhirResource | 'may-not' | undefined> {
  const [, type] = asked;
  return findOwn(...asked).catch((thrown: unknown) => {
    if (type !== 'Task' || !(isForbidden(thrown) || isRefused(thrown))) throw thrown;
    return 'may-not' as const;
  });
}

async function writeAll(
  client: FhirWriter,
  capability: ServerCapability,
  writes: readonly Write[],
  places: Places,
): Promise<void> {
  try {
    if (!capability.transactions) return await writeInOrder(client, writes, places);
    // The task comes after the result that it is about: no server that will not take it loses the result, and one that
    // bounds transactions with conditions (Medplum: 8 entries) takes all of it.
    const [results, tasks] = [writes.filter((one) => !isTask(one)), writes.filter(isTask)];
    if (results.length > 0) await writeTransaction(client, results, places);
    await writeInOrder(client, tasks, places);
  } catch (thrown) {
    if (isRefused(thrown)) throw new CodedError('fhir/not-taken', asDetail(thrown), { cause: thrown });
    throw thrown;
  }
}

function isTask({ resource }: Write): boolean {
  return resource.resourceType === 'Task';
}

function asDetail(thrown: unknown): string | undefined {
  return thrown instanceof CodedError ? thrown.detail : undefined;
}

async function writeTransaction(client: FhirWriter, writes: readonly Write[], places: Places): Promise<void> {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: writes.map((write) => ({
      ...(write.fullUrl !== undefined && { fullUrl: write.fullUrl }),
      resource: resolved(write.resource, places),
      request: requestOf(write),
    })),
  };
  const answers = (await client.transaction(bundle)).entry ?? [];
  if (answers.length !== writes.length) throw new CodedError('fhir/invalid', 'transaction response');
  const references = answers.map(referenceOfAnswer);
  for (const [index, { fullUrl }] of writes.entries()) {
    if (fullUrl !== undefined) places.set(fullUrl, references[index]);
  }
}

function requestOf({ resource, method, key }: Write): BundleEntryRequest {
  const { resourceType: type, id } = resource;
  if (method === 'POST') return { method, url: type, ...(key && { ifNoneExist: keyQuery(key) }) };
  if (key) return { method, url: `${type}?${keyQuery(key)}` };
  const ifMatch = versionTag(resource);
  return { method, url: `${type}/${id}`, ...(ifMatch !== undefined && { ifMatch }) };
}

function referenceOfAnswer({ response, resource }: NonNullable<ReadBundle['entry']>[number]): string {
  const status = Number.parseInt(response?.status ?? '', 10);
  if (Number.isNaN(status)) throw new CodedError('fhir/invalid', 'transaction response');
  if (!(status >= 200 && status < 300)) throw failureOfAnswer(status, response?.['outcome']);
  const located = relativeReference({ reference: response?.location });
  const reference = located ?? (resource?.id && `${resource.resourceType}/${resource.id}`);
  if (!reference) throw new CodedError('fhir/invalid', 'transaction response');
  return reference;
}

async function writeInOrder(client: FhirWriter, writes: readonly Write[], places: Places): Promise<void> {
  for (const { fullUrl, resource, method, key } of writes) {
    const own = resolved(resource, places);
    const write = async (): Promise<string> => {
      if (method === 'POST') return key ? client.conditionalCreate(own, key) : client.create(own);
      return key ? client.conditionalUpdate(own, key) : client.update(own);
    };
    const reference = await write().catch((thrown: unknown) => {
      // A server that does not say what it takes says it now.
      if (own.resourceType === 'Observation' || !isRefused(thrown)) throw thrown;
      return undefined;
    });
    if (fullUrl !== undefined) places.set(fullUrl, reference);
  }
}

/** The resource with every `urn:uuid:…` of the set replaced by where it is, or left out where it is nowhere. */
function resolved(resource: FhirResource, places: Places): FhirResource {
  const replace = (key: string, value: unknown): unknown =>
    key === 'reference' && typeof value === 'string' && places.has(value) ? places.get(value) : value;
  return resourceSchema.parse(JSON.parse(JSON.stringify(resource), replace));
}
