import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import type { ServerCapability } from './capability.ts';
import { keyQuery, type ResourceKey } from './fhir-client.ts';
import { isForbidden, isRefused } from './fhir-failure.ts';
import { mayHold, notPossible, type Places, plannedWrite, type PlannedWrite } from './planned-write.ts';
import type { PublishEntry, PublishSet } from './publish-set.ts';
import { part, referenceTo, relativeReference } from './resource-parts.ts';
import { type FhirWriter, sendWrites } from './send-writes.ts';

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
    ...set.entries.flatMap((entry) => plannedWrite(entry, found.get(entry), places, capability)),
    ...(await revisionWrites(client, set, capability)),
  ];
  if (writes.length > 0) await sendWrites(client, capability, writes, places);
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

async function revisionWrites(
  client: FhirWriter,
  { revisions, patient }: PublishSet,
  capability: ServerCapability,
): Promise<PlannedWrite[]> {
  const writes: PlannedWrite[] = [];
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
