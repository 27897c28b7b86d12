import type { FhirResource } from 'fhir/r4.js';
import type { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import type { CdsResponse } from './cards.ts';
import type { HookContext } from './contexts.ts';

/** FHIR as the hook may read it: the caller's token, its patient, bounded in pages and time. */
export interface FhirReader {
  /** `path` is `Type/id`; undefined when the server has no such resource. */
  read(path: string): Promise<FhirResource | undefined>;
  /** `query` is `Type?parameters`; all pages, outcome entries removed. */
  search(query: string): Promise<{ resources: FhirResource[]; complete: boolean }>;
}

/** What stands behind one prefetch key, wherever it came from. */
export interface Prefetched {
  readonly resources: readonly FhirResource[];
  readonly from: 'prefetch' | 'fhir';
  /** False when pages were left out. */
  readonly complete: boolean;
}

export interface CdsCall<Context extends HookContext = HookContext> {
  readonly hook: string;
  readonly hookInstance: string;
  readonly context: Context;
  readonly client: CallingClient;
  /** What the user reads, by `Accept-Language`; most clients send what their own HTTP library does. */
  readonly acceptLanguage?: string | undefined;
  /** Present when the request carried fhirAuthorization. */
  readonly fhir: FhirReader | undefined;
  /**
   * The resources behind a prefetch key: as sent, else queried with the caller's token.
   * Raises `request/prefetch-missing` when neither is possible.
   */
  prefetch(key: string): Promise<Prefetched>;
  /** Aborts when the hook's time is up. */
  readonly signal: AbortSignal;
  /** When that will be, in milliseconds since 1970: whoever waits for something stops before. */
  readonly answerBy: number;
}

/** One CDS service on one hook; the same id may serve several hooks (CDS Hooks 2.0.1, Discovery). */
export interface CdsService<Context extends HookContext = HookContext> {
  readonly id: string;
  readonly hook: string;
  /** Version of the hook's definition that `context` was written for, e.g. `1.0`. */
  readonly hookVersion?: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  /** Parses the hook's `context`. */
  readonly context: z.ZodType<Context>;
  /** Prefetch templates by key; tokens only context.patientId, context.encounterId, context.userId. */
  readonly prefetch: Readonly<Record<string, string>>;
  respond(call: CdsCall<Context>): Promise<CdsResponse>;
}
