import { CodedError } from '../errors.ts';
import type { Peer } from '../resilience/peer.ts';
import { type BodyPart, parseMediaType, readMultipart } from './multipart.ts';

export interface DicomWebOptions {
  /** Root of the DICOMweb service, e.g. `https://pacs.example.org/dicom-web`. */
  readonly baseUrl: string;
  /** Value of the Authorization header, asked for before every request. */
  readonly authorization?: () => Promise<string | undefined>;
  /** For one request with its whole answer. */
  readonly timeoutMs?: number;
  /** Largest answer with images that is read. */
  readonly maxBytes?: number;
  /** Largest answer in JSON that is read, unpacked; as objects it takes many times as much memory. */
  readonly maxJsonBytes?: number;
  /** Most instances of one series. */
  readonly maxInstances?: number;
  readonly fetch?: typeof fetch;
  /** Tries requests again, and leaves a PACS alone that fails again and again; without it neither is done. */
  readonly peer?: Peer;
}

const MAX_REDIRECTS = 3;

interface Answer {
  readonly response: Response;
  /** Aborts when the time for the whole answer is up, or nobody waits for it. */
  readonly signal: AbortSignal;
}

/**
 * GET requests to a DICOMweb origin, bounded in time and size. Never talks to another origin: neither
 * links nor redirects are followed there, so credentials stay where they belong.
 */
export class DicomWebClient {
  readonly host: string;
  readonly #baseUrl: string;
  readonly #options: DicomWebOptions & Required<Omit<DicomWebOptions, 'authorization' | 'peer'>>;

  constructor(options: DicomWebOptions) {
    this.#options = {
      timeoutMs: 60_000,
      maxBytes: 1024 ** 3,
      maxJsonBytes: 32 * 1024 ** 2,
      maxInstances: 5_000,
      fetch: globalThis.fetch,
      ...options,
    };
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.host = new URL(this.#baseUrl).host;
  }

  /**
   * A QIDO-RS or metadata answer; `[]` when nothing matches (204).
   *
   * @param given aborts when nobody waits for the answer any more
   * @throws CodedError `pacs/…`, `study/not-found`
   */
  async getJson(path: string, query?: URLSearchParams, given?: AbortSignal): Promise<unknown> {
    return this.#run(() => this.#json(path, query, given), given);
  }

  async #json(path: string, query?: URLSearchParams, given?: AbortSignal): Promise<unknown> {
    const answer = await this.#get(path, 'application/dicom+json', query, given);
    if (answer.response.status === 204) return [];
    const mediaType = parseMediaType(answer.response.headers.get('content-type'))?.essence;
    if (mediaType !== 'application/dicom+json' && mediaType !== 'application/json') {
      throw new CodedError('pacs/invalid', 'not DICOM JSON');
    }
    const body = await this.#whole(answer, this.#options.maxJsonBytes);
    try {
      return JSON.parse(body.toString('utf8'));
    } catch {
      throw new CodedError('pacs/invalid', 'not JSON');
    }
  }

  /**
   * The files of a WADO-RS retrieve, as stored (any transfer syntax), as they arrive.
   *
   * @param maxBytes of the answer, where less than usual is to be read
   * @throws CodedError `pacs/…`, `study/not-found`
   */
  async *getInstances(
    path: string,
    maxBytes = this.#options.maxBytes,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    // Without the asterisk some servers leave out the instances that they cannot transcode (PS3.18 8.7.3.5.2).
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
    // What breaks off after this is not asked for again here: its first images may be in use.
    const answer = await this.#run(() => this.#get(path, accept));
    if (answer.response.status === 204) return;
    const mediaType = parseMediaType(answer.response.headers.get('content-type'));
    if (mediaType?.essence === 'application/dicom') {
      yield await this.#whole(answer, maxBytes);
      return;
    }
    if (mediaType?.essence !== 'multipart/related')
      throw new CodedError('pacs/invalid', 'not multipart/related');
    const limits = { maxBytes, maxParts: this.#options.maxInstances };
    for await (const part of readMultipart(this.#body(answer, maxBytes), mediaType, limits)) {
      assertDicom(part);
      yield part.bytes;
    }
  }

  get maxInstances(): number {
    return this.#options.maxInstances;
  }

  async #run<Result>(attempt: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const { peer } = this.#options;
    return peer ? peer.run(attempt, { signal, retry: true }) : attempt();
  }

  async #get(path: string, accept: string, query?: URLSearchParams, given?: AbortSignal): Promise<Answer> {
    const timeOut = AbortSignal.timeout(this.#options.timeoutMs);
    const signal = given ? AbortSignal.any([timeOut, given]) : timeOut;
    let url = new URL(`${this.#baseUrl}${path}${query ? `?${query.toString()}` : ''}`);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = await this.#fetch(url, accept, signal);
      const location =
        response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null && (response.status === 200 || response.status === 204))
        return { response, signal };
      // Lets go of the connection: nobody reads this body.
      await response.body?.cancel();
      if (location === null) throw statusFault(response.status);
      const target = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
      if (target?.origin !== url.origin) throw new CodedError('pacs/foreign-link', 'redirect');
      url = target;
    }
    throw new CodedError('pacs/error', 'too many redirects');
  }

  async #fetch(url: URL, accept: string, signal: AbortSignal): Promise<Response> {
    const authorization = await this.#options.authorization?.();
    const headers = { accept, ...(authorization ? { authorization } : {}) };
    try {
      return await this.#options.fetch(url.href, { headers, signal, redirect: 'manual' });
    } catch (thrown) {
      if (signal.aborted) throw new CodedError('pacs/timeout', undefined, { cause: thrown });
      throw new CodedError('pacs/unavailable', undefined, { cause: thrown });
    }
  }

  async #whole(answer: Answer, maxBytes: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#body(answer, maxBytes)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async *#body({ response, signal }: Answer, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
    let read = 0;
    try {
      for await (const chunk of response.body ?? []) {
        read += chunk.length;
        if (read > maxBytes) throw new CodedError('pacs/too-large');
        yield chunk;
      }
    } catch (thrown) {
      if (thrown instanceof CodedError) throw thrown;
      if (signal.aborted) throw new CodedError('pacs/timeout', undefined, { cause: thrown });
      throw new CodedError('pacs/incomplete', 'the connection broke off', { cause: thrown });
    }
  }
}

function statusFault(status: number): CodedError {
  const detail = `HTTP ${status}`;
  if (status === 206) return new CodedError('pacs/incomplete', detail);
  if (status === 401 || status === 403) return new CodedError('pacs/unauthorized', detail);
  // Whoever mistyped the address of the PACS gets the same 404.
  if (status === 404) return new CodedError('study/not-found', detail);
  if (status === 408 || status === 504) return new CodedError('pacs/timeout', detail);
  // 500 is about this one request; these say that the PACS is not there for anybody.
  if (status === 429 || status === 502 || status === 503) return new CodedError('pacs/unavailable', detail);
  return new CodedError('pacs/error', detail);
}

function assertDicom({ mediaType }: BodyPart): void {
  if (mediaType !== undefined && mediaType !== 'application/dicom') {
    throw new CodedError('pacs/invalid', 'a part that is not application/dicom');
  }
}
