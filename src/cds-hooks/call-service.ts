import type { CallingClient } from '../calling-client.ts';
import { asCodedError, CodedError, type ErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { checkResponse, NO_CARDS, type CdsResponse } from './cards.ts';
import { inOurKeys, type ClientSettings } from './client-settings.ts';
import { withDeadline } from './deadline.ts';
import { logFields } from '../log-fields.ts';
import { prefetcher } from './prefetch.ts';
import { profiles } from './profiles/index.ts';
import { parseContext, type CdsRequest } from './requests.ts';
import { withinScopes } from './scopes.ts';
import type { CdsService, FhirReader } from './service.ts';

/** The client's FHIR server and the token that it lent us for this request: never stored, never logged. */
export interface FhirAccess {
  readonly fhirServer: string;
  readonly accessToken: string;
  /** Aborts when the hook's time is up. */
  readonly signal: AbortSignal;
}

export interface CallOptions {
  readonly fhirReaderFor: (access: FhirAccess) => FhirReader;
  /** How long a service may take. */
  readonly deadlineMs: number;
  /** Answer `cards: []` instead of a 5xx when something on our side fails: the clinician's work goes on. */
  readonly failOpen: boolean | ((client: CallingClient) => boolean);
  readonly logger: Logger;
  /** `Accept-Language` of this request. */
  readonly acceptLanguage?: string | undefined;
}

/** On whose behalf, and how that client is spoken to. */
export interface Caller {
  readonly client: CallingClient;
  readonly settings: ClientSettings;
}

export interface Answer {
  readonly response: CdsResponse;
  /** Why there are no cards, when a failure is the reason. */
  readonly failure: ErrorCode | undefined;
}

/**
 * From a parsed request to a checked response, in time.
 *
 * @throws CodedError for what the client did wrong; for our own failures only when we do not fail open
 */
export async function callService(
  service: CdsService,
  request: CdsRequest,
  { client, settings }: Caller,
  options: CallOptions,
): Promise<Answer> {
  const context = parseContext(request, service.context);
  const { hook, hookInstance, fhirServer, fhirAuthorization } = request;
  const answerBy = Date.now() + options.deadlineMs;
  try {
    const response = await withDeadline(options.deadlineMs, (signal) => {
      const fhir =
        fhirServer && fhirAuthorization
          ? withinScopes(
              options.fhirReaderFor({ fhirServer, accessToken: fhirAuthorization.access_token, signal }),
              settings.scopes,
            )
          : undefined;
      const sent = inOurKeys(request.prefetch, settings);
      const prefetch = prefetcher({ templates: service.prefetch, sent, context, fhir });
      const { acceptLanguage } = options;
      return service.respond({
        hook,
        hookInstance,
        context,
        client,
        acceptLanguage,
        fhir,
        prefetch,
        signal,
        answerBy,
      });
    });
    const { adapt } = profiles[settings.profile];
    const cards = response.cards.map((card) => adapt(card, settings));
    return { response: checkResponse({ ...response, cards }), failure: undefined };
  } catch (thrown) {
    const error = asCodedError(thrown);
    if (error.kind === 'request') throw error;
    const failOpen = typeof options.failOpen === 'function' ? options.failOpen(client) : options.failOpen;
    if (!failOpen) throw asServerError(error);
    options.logger.error(
      { service: service.id, hook, ...logFields(error) },
      'CDS service failed, no cards shown',
    );
    return { response: NO_CARDS, failure: error.code };
  }
}

/** What the client must not take for its own mistake: a 404 from the FHIR server is not a 404 from us. */
function asServerError(error: CodedError): CodedError {
  return error.httpStatus >= 500 ? error : new CodedError('internal', undefined, { cause: error });
}
