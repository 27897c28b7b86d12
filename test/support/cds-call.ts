import type { FhirResource } from 'fhir/r4.js';
import type { CallingClient } from '../../src/calling-client.ts';
import type { HookContext } from '../../src/cds-hooks/contexts.ts';
import type { CdsCall, FhirReader } from '../../src/cds-hooks/service.ts';
import { CodedError } from '../../src/errors.ts';
import type { RecordKey } from '../../src/fhir/record-queries.ts';
import { NORTH } from './data-keys.ts';

export interface CallInput {
  /** What was prefetched; a key that is left out found nothing, `undefined` was neither sent nor readable. */
  readonly prefetch?: { readonly [key in RecordKey]?: readonly FhirResource[] | undefined };
  readonly fhir?: FhirReader;
  readonly client?: CallingClient;
  readonly acceptLanguage?: string;
  readonly signal?: AbortSignal;
}

/** The hook instance of every call. */
export const INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';

/** A call of a CDS service as it reaches the service, and which prefetch keys that asked for. */
export function cdsCall<Context extends HookContext>(hook: string, context: Context, input: CallInput = {}) {
  const { prefetch = {}, fhir, client = NORTH, acceptLanguage } = input;
  const asked: string[] = [];
  const sent: Readonly<Record<string, readonly FhirResource[] | undefined>> = prefetch;
  const call: CdsCall<Context> = {
    hook,
    hookInstance: INSTANCE,
    context,
    client,
    acceptLanguage,
    fhir,
    signal: input.signal ?? new AbortController().signal,
    answerBy: Date.now() + 60_000,
    prefetch(key) {
      asked.push(key);
      const resources = key in sent ? sent[key] : [];
      if (!resources) return Promise.reject(new CodedError('request/prefetch-missing', key));
      return Promise.resolve({ resources, from: 'prefetch', complete: true });
    },
  };
  return { call, asked };
}
