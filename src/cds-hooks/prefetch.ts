import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import type { HookContext } from './contexts.ts';
import { fillTemplate } from './prefetch-template.ts';
import { bundleSchema, refuseOtherPatients, resourcesIn } from './resources.ts';
import type { FhirReader, Prefetched } from './service.ts';

/** Of one key, as many as a search over FHIR gives at most. */
const MAX_RESOURCES = 1000;

export interface PrefetchSources {
  /** The service's templates by key. */
  readonly templates: Readonly<Record<string, string>>;
  /** `prefetch` of the request. */
  readonly sent: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: HookContext;
  /** Absent when the client sent no token. */
  readonly fhir: FhirReader | undefined;
}

/**
 * What stands behind each prefetch key: as the client sent it, else queried once with the client's token.
 * A key that is null means that the client looked and found nothing. What belongs to another patient is
 * refused, wherever it came from.
 *
 * The returned function raises `request/prefetch-missing` naming the key, `request/patient-mismatch`,
 * `request/malformed`, and what the reader raises.
 */
export function prefetcher(sources: PrefetchSources): (key: string) => Promise<Prefetched> {
  const asked = new Map<string, Promise<Prefetched>>();
  return (key) => {
    const answer = asked.get(key) ?? lookUp(key, sources);
    asked.set(key, answer);
    return answer;
  };
}

async function lookUp(key: string, sources: PrefetchSources): Promise<Prefetched> {
  const { sent, templates, context, fhir } = sources;
  const template = Object.hasOwn(templates, key) ? templates[key] : undefined;
  if (template === undefined) throw new CodedError('internal', `no prefetch template ${key}`);
  const query = fillTemplate(template, context);
  const found = sent && Object.hasOwn(sent, key) ? readSent(key, sent[key]) : undefined;
  const canAsk = fhir !== undefined && query !== undefined && (!found || found.failed || found.hasNextPage);
  const answer = canAsk ? await ask(query, fhir, found?.failed ? undefined : found) : found;
  if (!answer) throw new CodedError('request/prefetch-missing', key);
  if (answer === found && found?.failed) throw new CodedError('fhir/outcome', `prefetch ${key}`);
  refuseOtherPatients(answer.resources, context.patientId);
  return { resources: answer.resources, from: answer.from, complete: answer.complete };
}

interface Sent extends Prefetched {
  /** The client could not look: there is an error and no data. */
  readonly failed: boolean;
  readonly hasNextPage: boolean;
}

function readSent(key: string, value: unknown): Sent {
  if (value === null)
    return { resources: [], from: 'prefetch', complete: true, failed: false, hasNextPage: false };
  const bundle = bundleSchema.safeParse(value);
  const single = resourceSchema.safeParse(value);
  if (!single.success || (single.data.resourceType === 'Bundle' && !bundle.success)) {
    throw new CodedError('request/malformed', `prefetch.${key} is neither a resource nor null`);
  }
  const all = bundle.success ? resourcesIn(bundle.data) : [single.data];
  const hasNextPage = bundle.success && (bundle.data.link ?? []).some(({ relation }) => relation === 'next');
  const found = all.filter(isData);
  const data = found.slice(0, MAX_RESOURCES);
  const hasFailure = all.some(tellsFailure);
  return {
    resources: data,
    from: 'prefetch',
    complete: !hasNextPage && !hasFailure && found.length <= MAX_RESOURCES,
    failed: hasFailure && data.length === 0,
    hasNextPage,
  };
}

const failure = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.looseObject({ severity: z.string() })),
});

/** An outcome that is only a warning says that nothing was found (Epic); an error, that nobody could look. */
function tellsFailure(resource: FhirResource): boolean {
  const outcome = failure.safeParse(resource);
  return (
    outcome.success && outcome.data.issue.some(({ severity }) => severity === 'error' || severity === 'fatal')
  );
}

/**
 * The template's query over FHIR. It also stands in for a prefetched Bundle that has a next page: asking
 * anew lets the reader keep its own bounds, and no URL that came in a request is ever opened. When the
 * rest cannot be had, the page that was sent is better than nothing.
 */
async function ask(query: string, fhir: FhirReader, firstPage: Sent | undefined): Promise<Prefetched> {
  try {
    return query.includes('?') ? await search(query, fhir) : await read(query, fhir);
  } catch (thrown) {
    if (firstPage) return firstPage;
    throw thrown;
  }
}

async function search(query: string, fhir: FhirReader): Promise<Prefetched> {
  const { resources, complete } = await fhir.search(query);
  return { resources: resources.filter(isData), from: 'fhir', complete };
}

async function read(path: string, fhir: FhirReader): Promise<Prefetched> {
  const resource = await fhir.read(path);
  return { resources: resource && isData(resource) ? [resource] : [], from: 'fhir', complete: true };
}

function isData({ resourceType }: FhirResource): boolean {
  return resourceType !== 'OperationOutcome';
}
