import type { Bundle, FhirResource } from 'fhir/r4.js';
import { Client, type FhirResource as Answer } from 'fhir-kit-client';
import type { Agent } from 'undici';
import type { FhirReader } from '../cds-hooks/service.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';
import { TYPE_AND_ID } from '../fhir-id.ts';
import type { Peer } from '../resilience/peer.ts';
import { capabilityOf, type ServerCapability, UNSAID } from './capability.ts';
import { bundleSchema, clinicalResources, outcomeErrorCodes, type ReadBundle } from './bundle.ts';
import { failureOfAnswer, fhirFailure, isUnauthenticated } from './fhir-failure.ts';
import { relativeReference } from './resource-parts.ts';

export interface FhirClientOptions {
  readonly baseUrl: string;
  /** Asked before every request, so that an expired token can be renewed; undefined sends none. */
  readonly accessToken?: (() => Promise<string | undefined>) | undefined;
  /** Told that the server does not take a token (401): if another one can be had, it is tried once. */
  readonly tokenRefused?: ((token: string) => void) | undefined;
  /** Tries reads again, and leaves a server alone that fails again and again; without it neither is done. */
  readonly peer?: Peer | undefined;
  /** Which bound the size of an answer (`connections.ts`). */
  readonly connections?: Agent | undefined;
  /** For one request. */
  readonly timeoutMs?: number | undefined;
  /** Aborts every request, e.g. when the hook's time is up. */
  readonly signal?: AbortSignal | undefined;
  /** Bounds of one search. */
  readonly maxPages?: number | undefined;
  readonly maxResources?: number | undefined;
}

/** What a conditional update or create is keyed by: a token search that at most one resource answers. */
export interface ResourceKey {
  readonly parameter: 'identifier' | '_tag';
  readonly system: string;
  readonly value: string;
}

type Method = 'GET' | 'POST' | 'PUT';

const SEARCH_QUERY = /^[A-Z][A-Za-z]+\?/;
/** How long a server's word about itself counts: it may learn more with an update. */
const CAPABILITY_MS = 60 * 60_000;
/** Answers of a server that has no CapabilityStatement for us. */
const NO_STATEMENT: ReadonlySet<ErrorCode> = new Set(['fhir/not-found', 'fhir/outcome', 'fhir/invalid']);

/**
 * FHIR R4 over REST: fhir-kit-client with what it lacks – time limits, bounded paging that never leaves the
 * server's origin, and coded errors. All methods raise `fhir/…`.
 */
export class FhirClient implements FhirReader {
  readonly #client: Client;
  readonly #options: FhirClientOptions;
  readonly #base: URL;
  #capability: { readonly asked: Promise<ServerCapability>; readonly until: number } | undefined;

  constructor(options: FhirClientOptions) {
    this.#options = options;
    this.#base = new URL(options.baseUrl.replace(/\/*$/, '/'));
    // A redirect could carry the token to another host: it is answered like any other wrong address.
    const { connections } = options;
    const requestOptions = { redirect: 'manual', ...(connections && { dispatcher: connections }) } as const;
    this.#client = new Client({ baseUrl: this.#base.href, requestOptions });
  }

  /** As it was configured. */
  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  /** The resource at `Type/id`; undefined when the server has none (404, 410). */
  async read(path: string): Promise<FhirResource | undefined> {
    if (!TYPE_AND_ID.test(path)) throw new CodedError('fhir/not-found', 'not a literal reference');
    try {
      return this.#resource(await this.#request('GET', path));
    } catch (thrown) {
      if (thrown instanceof CodedError && thrown.code === 'fhir/not-found') return undefined;
      throw thrown;
    }
  }

  /**
   * All matches of `Type?parameters`, page by page. `complete` is false when a bound was reached, when pages
   * go in circles, when the server counts more matches than it gave, or when it reported an error among them.
   * A next page on another origin raises `fhir/foreign-link`.
   */
  async search(query: string): Promise<{ resources: FhirResource[]; complete: boolean }> {
    if (!SEARCH_QUERY.test(query)) throw new CodedError('fhir/invalid', 'not a type search');
    const { maxPages = 10, maxResources = 1000 } = this.#options;
    const resources: FhirResource[] = [];
    const seen = new Set<string>();
    let sound = true;
    // A bare | is not allowed in a URL, and Tomcat refuses it.
    let url: string | undefined = new URL(query.replaceAll('|', '%7C'), this.#base).href;
    for (let page = 0; url !== undefined; page += 1) {
      if (page === maxPages || resources.length >= maxResources || seen.has(url)) {
        return { resources: resources.slice(0, maxResources), complete: false };
      }
      seen.add(url);
      const bundle: ReadBundle = this.#bundle(await this.#request('GET', url));
      resources.push(...clinicalResources(bundle));
      url = this.#nextPage(bundle, url);
      sound &&= !hasErrorEntry(bundle) && (url !== undefined || (bundle.total ?? 0) <= resources.length);
    }
    return {
      resources: resources.slice(0, maxResources),
      complete: sound && resources.length <= maxResources,
    };
  }

  /**
   * `PUT Type?key`: updates the one match or creates it; ≥ 2 matches raise `fhir/multiple-matches`. Gives
   * back where it is, as `Type/id`.
   */
  async conditionalUpdate(resource: FhirResource, key: ResourceKey): Promise<string> {
    return this.#written(await this.#request('PUT', `${resource.resourceType}?${keyQuery(key)}`, resource));
  }

  /** `POST Type` with If-None-Exist: creates it, or leaves the one match untouched. Gives back `Type/id`. */
  async conditionalCreate(resource: FhirResource, key: ResourceKey): Promise<string> {
    const headers = { 'if-none-exist': keyQuery(key) };
    return this.#written(await this.#request('POST', resource.resourceType, resource, headers));
  }

  /** `POST Type`; gives back `Type/id`. */
  async create(resource: FhirResource): Promise<string> {
    return this.#written(await this.#request('POST', resource.resourceType, resource));
  }

  /**
   * `PUT Type/id` for a resource that was read before; gives back `Type/id`. When it has changed since, which only a
   * server that gives versions can tell, raises `fhir/conflict`.
   */
  async update(resource: FhirResource): Promise<string> {
    const ifMatch = versionTag(resource);
    const path = `${resource.resourceType}/${resource.id}`;
    const headers = { ...(ifMatch !== undefined && { 'if-match': ifMatch }) };
    return this.#written(await this.#request('PUT', path, resource, headers));
  }

  /** All entries or none; gives back the response bundle, whose entries are in the order of the request. */
  async transaction(bundle: Bundle): Promise<ReadBundle> {
    return this.#bundle(await this.#request('POST', this.#base.href.replace(/\/$/, ''), bundle));
  }

  /** What the server says that it does, asked once an hour; one without a CapabilityStatement may do anything. */
  async capability(): Promise<ServerCapability> {
    if (this.#capability === undefined || Date.now() > this.#capability.until) {
      this.#capability = { asked: this.#readCapability(), until: Date.now() + CAPABILITY_MS };
    }
    try {
      return await this.#capability.asked;
    } catch (thrown) {
      this.#capability = undefined;
      throw thrown;
    }
  }

  async #readCapability(): Promise<ServerCapability> {
    try {
      return capabilityOf(this.#resource(await this.#request('GET', 'metadata')));
    } catch (thrown) {
      if (thrown instanceof CodedError && NO_STATEMENT.has(thrown.code)) return UNSAID;
      throw thrown;
    }
  }

  async #request(
    method: Method,
    url: string,
    body?: FhirResource,
    extraHeaders: Record<string, string> = {},
  ): Promise<Answer> {
    const { accessToken, tokenRefused, peer, signal } = this.#options;
    const send = (token: string | undefined) => {
      const attempt = () => this.#send(method, url, token, body, extraHeaders);
      return peer ? peer.run(attempt, { signal, retry: method === 'GET' }) : attempt();
    };
    const token = await accessToken?.();
    try {
      return await send(token);
    } catch (thrown) {
      if (token === undefined || !tokenRefused || !isUnauthenticated(thrown)) throw thrown;
      tokenRefused(token);
      const renewed = await accessToken?.();
      // Nothing was done for a caller whom the server does not know, so that a write may be sent again too.
      if (renewed === undefined || renewed === token) throw thrown;
      return send(renewed);
    }
  }

  async #send(
    method: Method,
    url: string,
    token: string | undefined,
    body: FhirResource | undefined,
    extraHeaders: Record<string, string>,
  ): Promise<Answer> {
    const headers = {
      // `connections` bound what arrives, and that must be what is read.
      'accept-encoding': 'identity',
      ...(body && { 'content-type': 'application/fhir+json', prefer: 'return=representation' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...extraHeaders,
    };
    const limits = [
      AbortSignal.timeout(this.#options.timeoutMs ?? 10_000),
      this.#options.signal ?? [],
    ].flat();
    try {
      const options = { headers, signal: AbortSignal.any(limits) };
      return await this.#client.request(url, {
        method,
        options,
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (thrown) {
      throw fhirFailure(thrown, { ofOneVersion: 'if-match' in extraHeaders || hasIfMatch(body) });
    }
  }

  #nextPage(bundle: ReadBundle, current: string): string | undefined {
    const next = bundle.link?.find(({ relation }) => relation === 'next');
    if (!next) return undefined;
    if (!URL.canParse(next.url, current)) throw new CodedError('fhir/invalid', 'next link');
    const url = new URL(next.url, current);
    if (url.origin !== this.#base.origin) throw new CodedError('fhir/foreign-link');
    return url.href;
  }

  #bundle(answer: unknown): ReadBundle {
    const bundle = bundleSchema.safeParse(answer);
    if (bundle.success) return bundle.data;
    throw notExpected(answer);
  }

  #resource(answer: unknown): FhirResource {
    const resource = resourceSchema.safeParse(answer);
    if (resource.success && resource.data.resourceType !== 'OperationOutcome') return resource.data;
    throw notExpected(answer);
  }

  /** Some servers answer a write without the resource: then its id is in the Location header. */
  #written(answer: Answer): string {
    const resource = resourceSchema.safeParse(answer).data;
    if (resource?.id && resource.resourceType !== 'OperationOutcome')
      return `${resource.resourceType}/${resource.id}`;
    const located = relativeReference({ reference: locationHeader(answer) });
    if (located) return located;
    throw notExpected(answer);
  }
}

function locationHeader(answer: Answer): string | undefined {
  const headers = Client.httpFor(answer).response?.headers;
  return headers?.get('location') ?? headers?.get('content-location') ?? undefined;
}

/** Whether a transaction writes over versions that were read. */
function hasIfMatch(body: FhirResource | undefined): boolean {
  return (
    body?.resourceType === 'Bundle' &&
    (body.entry ?? []).some(({ request }) => request?.ifMatch !== undefined)
  );
}

/** The version of a resource that was read, as If-Match names it; undefined where the server gives none. */
export function versionTag({ meta }: FhirResource): string | undefined {
  return meta?.versionId === undefined ? undefined : `W/"${meta.versionId}"`;
}

/** The search that finds what the key names, encoded. */
export function keyQuery({ parameter, system, value }: ResourceKey): string {
  return `${parameter}=${encodeURIComponent(`${system}|${value}`)}`;
}

function hasErrorEntry(bundle: ReadBundle): boolean {
  return (bundle.entry ?? []).some(({ resource }) => (outcomeErrorCodes(resource)?.length ?? 0) > 0);
}

function notExpected(answer: unknown): CodedError {
  return outcomeErrorCodes(answer) ? failureOfAnswer(400, answer) : new CodedError('fhir/invalid');
}
