import type { Bundle, FhirResource, Observation } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import type { ReadBundle } from './bundle.ts';
import { failureOfAnswer } from './fhir-failure.ts';
import { type FhirClient, keyQuery, type ResourceKey } from './fhir-client.ts';
import type { PublishEntry, PublishSet } from './publish.ts';
import { part, relativeReference } from './resource-parts.ts';

/** What the publisher needs of the FHIR server. */
export type FhirWriter = Pick<
  FhirClient,
  'search' | 'transaction' | 'conditionalUpdate' | 'conditionalCreate' | 'update' | 'supportsTransactions'
>;

export interface Published {
  /** `Observation/id` of the M-score. */
  readonly observation: string;
  /** `Type/id` of each entry of the set, in its order. */
  readonly references: readonly string[];
  /** Observations of an earlier run that were marked `entered-in-error`. */
  readonly retired: readonly string[];
}

/**
 * Writes a set so that it is there once, however often it is written. First looks what every key matches: two
 * resources raise `fhir/multiple-matches`, an Observation of another patient `fhir/other-patient`, both before
 * anything is written. Then one transaction; on a server
 * that takes none, one conditional write after the other in the order of the set: the group comes after its
 * members, so what a failure leaves behind is no result yet, and writing again completes it.
 */
export async function publish(client: FhirWriter, set: PublishSet): Promise<Published> {
  for (const { resource, key } of set.entries) await findOwn(client, resource.resourceType, key, set.patient);
  const stale = await staleObservations(client, set);
  const references = (await client.supportsTransactions())
    ? await writeTransaction(client, set.entries, stale)
    : await writeInOrder(client, set.entries, stale);
  return {
    observation: references[set.entries.findIndex(({ fullUrl }) => fullUrl === set.group)] ?? '',
    references,
    retired: stale.map(({ id }) => `Observation/${id}`),
  };
}

const observationSchema = z.object({ resourceType: z.literal('Observation'), subject: part.reference });

/**
 * The one resource that answers the key. Raises `fhir/multiple-matches` when there are more, and
 * `fhir/other-patient` when it is an Observation of anybody but this patient (`Patient/id`).
 */
async function findOwn(
  client: FhirWriter,
  type: string,
  key: ResourceKey,
  patient: string,
): Promise<FhirResource | undefined> {
  const { resources } = await client.search(`${type}?${keyQuery(key)}&_count=2`);
  if (resources.length > 1) throw new CodedError('fhir/multiple-matches', type);
  const observation = observationSchema.safeParse(resources[0]).data;
  if (observation && relativeReference(observation.subject) !== patient)
    throw new CodedError('fhir/other-patient');
  return resources[0];
}

async function staleObservations(
  client: FhirWriter,
  { retire, patient }: PublishSet,
): Promise<Observation[]> {
  const stale: Observation[] = [];
  for (const key of retire) {
    const found = await findOwn(client, 'Observation', key, patient);
    if (found?.resourceType === 'Observation' && found.status !== 'entered-in-error') {
      stale.push({ ...found, status: 'entered-in-error' });
    }
  }
  return stale;
}

async function writeTransaction(
  client: FhirWriter,
  entries: readonly PublishEntry[],
  stale: readonly Observation[],
): Promise<string[]> {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      ...entries.map(({ fullUrl, resource, key, write }) => ({
        fullUrl,
        resource,
        request:
          write === 'create'
            ? { method: 'POST' as const, url: resource.resourceType, ifNoneExist: keyQuery(key) }
            : { method: 'PUT' as const, url: `${resource.resourceType}?${keyQuery(key)}` },
      })),
      ...stale.map((resource) => ({
        resource,
        request: { method: 'PUT' as const, url: `Observation/${resource.id}` },
      })),
    ],
  };
  const answers = (await client.transaction(bundle)).entry ?? [];
  if (answers.length !== entries.length + stale.length)
    throw new CodedError('fhir/invalid', 'transaction response');
  return answers.map(referenceOfAnswer).slice(0, entries.length);
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

async function writeInOrder(
  client: FhirWriter,
  entries: readonly PublishEntry[],
  stale: readonly Observation[],
): Promise<string[]> {
  const written = new Map<string, string>();
  for (const { fullUrl, resource, key, write } of entries) {
    const resolved = resolveReferences(resource, written);
    const reference =
      write === 'create'
        ? await client.conditionalCreate(resolved, key)
        : await client.conditionalUpdate(resolved, key);
    written.set(fullUrl, reference);
  }
  for (const observation of stale) await client.update(observation);
  return [...written.values()];
}

/** The resource with every `urn:uuid:…` of the set that is already written replaced by where it is. */
function resolveReferences(resource: FhirResource, written: ReadonlyMap<string, string>): FhirResource {
  let json = JSON.stringify(resource);
  for (const [urn, reference] of written) json = json.replaceAll(`"${urn}"`, `"${reference}"`);
  return resourceSchema.parse(JSON.parse(json));
}
