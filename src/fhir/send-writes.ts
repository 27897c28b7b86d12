import type { Bundle, BundleEntryRequest } from 'fhir/r4.js';
import { CodedError } from '../errors.ts';
import type { ReadBundle } from './bundle.ts';
import type { ServerCapability } from './capability.ts';
import { type FhirClient, keyQuery, versionTag } from './fhir-client.ts';
import { failureOfAnswer, isRefused } from './fhir-failure.ts';
import { type Places, type PlannedWrite, resolved } from './planned-write.ts';
import { relativeReference } from './resource-parts.ts';

/** What the publisher needs of the FHIR server. */
export type FhirWriter = Pick<
  FhirClient,
  'search' | 'transaction' | 'conditionalUpdate' | 'conditionalCreate' | 'create' | 'update' | 'capability'
>;

/**
 * Writes as the server takes it, and notes in `places` where everything of the set is.
 *
 * @throws CodedError `fhir/not-taken` when the server refuses what it was given
 */
export async function sendWrites(
  client: FhirWriter,
  capability: ServerCapability,
  writes: readonly PlannedWrite[],
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

function isTask({ resource }: PlannedWrite): boolean {
  return resource.resourceType === 'Task';
}

function asDetail(thrown: unknown): string | undefined {
  return thrown instanceof CodedError ? thrown.detail : undefined;
}

async function writeTransaction(
  client: FhirWriter,
  writes: readonly PlannedWrite[],
  places: Places,
): Promise<void> {
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
  const references = answers.map((answer, index) =>
    referenceOfAnswer(answer, bundle.entry?.[index]?.request),
  );
  for (const [index, { fullUrl }] of writes.entries()) {
    if (fullUrl !== undefined) places.set(fullUrl, references[index]);
  }
}

function requestOf({ resource, method, key }: PlannedWrite): BundleEntryRequest {
  const { resourceType: type, id } = resource;
  if (method === 'POST') return { method, url: type, ...(key && { ifNoneExist: keyQuery(key) }) };
  if (key) return { method, url: `${type}?${keyQuery(key)}` };
  const ifMatch = versionTag(resource);
  return { method, url: `${type}/${id}`, ...(ifMatch !== undefined && { ifMatch }) };
}

function referenceOfAnswer(
  { response, resource }: NonNullable<ReadBundle['entry']>[number],
  request: BundleEntryRequest | undefined,
): string {
  const status = Number.parseInt(response?.status ?? '', 10);
  if (Number.isNaN(status)) throw new CodedError('fhir/invalid', 'transaction response');
  const changed = status === 412 && request?.ifMatch !== undefined;
  if (changed) throw new CodedError('fhir/conflict');
  if (!(status >= 200 && status < 300)) throw failureOfAnswer(status, response?.['outcome']);
  const located = relativeReference({ reference: response?.location });
  const reference = located ?? (resource?.id && `${resource.resourceType}/${resource.id}`);
  if (!reference) throw new CodedError('fhir/invalid', 'transaction response');
  return reference;
}

async function writeInOrder(
  client: FhirWriter,
  writes: readonly PlannedWrite[],
  places: Places,
): Promise<void> {
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
