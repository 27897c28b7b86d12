import { performance } from 'node:perf_hooks';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { CallingClient } from '../calling-client.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import { callService, type CallOptions } from './call-service.ts';
import type { Card } from './cards.ts';
import type { Authenticate, CdsClient } from './client-authentication.ts';
import { cors } from './cors.ts';
import { listServices } from './discovery.ts';
import { parseFeedback, type FeedbackStore } from './feedback.ts';
import { callingClient } from './fhir-servers.ts';
import { authorizationOf } from '../http/authorization.ts';
import { jsonBodies } from '../http/json-body.ts';
import { logFields } from '../log-fields.ts';
import { rateLimitPerClient } from '../http/rate-limit.ts';
import { answerErrors, only } from '../http/refusals.ts';
import { uuidOf, within } from '../observability/work.ts';
import { parseRequest } from './requests.ts';
import type { CdsService } from './service.ts';

const FIVE_MEGABYTES = 5 * 1024 * 1024;

/** What was answered to one hook, for whoever keeps count of it. */
export interface Decision {
  readonly serviceId: string;
  readonly hook: string;
  readonly client: CallingClient;
  readonly cards: readonly Card[];
  /** Set when there are no cards because something failed. */
  readonly failure: ErrorCode | undefined;
  /** From the request's headers to the answer. */
  readonly seconds: number;
}

export interface CdsHooksOptions extends CallOptions {
  readonly services: readonly CdsService[];
  /** The address that clients reach us by, without `/cds-services`; the audience of their tokens. */
  readonly publicUrl: string;
  readonly authenticate: Authenticate;
  readonly feedback: FeedbackStore;
  /** Told after the answer is sent off; what it throws is logged. */
  readonly onDecision?: (decision: Decision) => Promise<void>;
  /** Origins of pages that may call from a browser; none by default. */
  readonly allowedOrigins?: readonly string[];
  /** Ask for a token on discovery too; by default anybody may read which services there are. */
  readonly protectDiscovery?: boolean;
  readonly bodyLimitBytes?: number;
}

/**
 * CDS Hooks 2.0.1 over HTTP: discovery, services and feedback under `/cds-services`. Errors are
 * OperationOutcomes with the status of their row in the catalogue, except a bare 401.
 *
 * @throws CodedError `config/invalid` when the services cannot be listed as they are
 */
export function cdsHooksRouter(options: CdsHooksOptions): Router {
  const { services, authenticate, logger } = options;
  const discovery = listServices(services);
  const discoveryUrl = `${options.publicUrl.replace(/\/+$/, '')}/cds-services`;
  const readBody = jsonBodies(options.bodyLimitBytes ?? FIVE_MEGABYTES);

  const limit = rateLimitPerClient();

  const identify = async (
    request: Request,
    response: Response,
    ...audiences: string[]
  ): Promise<CdsClient> => {
    const client = await authenticate(authorizationOf(request), audiences);
    await limit(client, response);
    return client;
  };

  const discover: RequestHandler = async (request, response) => {
    const client = options.protectDiscovery ? await identify(request, response, discoveryUrl) : undefined;
    response.json({ services: discovery.services.filter(({ id }) => !client || mayCall(client, id)) });
  };

  const call: RequestHandler<{ id: string }> = async (request, response) => {
    const start = performance.now();
    const { id } = request.params;
    const client = await identify(request, response, `${discoveryUrl}/${id}`);
    const candidates = withId(services, id, client);
    const parsed = parseRequest(await readBody(request, response));
    const service = candidates.find(({ hook }) => hook === parsed.hook);
    if (!service) throw new CodedError('request/wrong-hook');
    const caller = callingClient(client, parsed.fhirServer);
    const { settings } = client;
    const acceptLanguage = request.headers['accept-language'];
    const answer = await within({ hookInstance: uuidOf(parsed.hookInstance) }, () =>
      callService(service, parsed, { client: caller, settings }, { ...options, acceptLanguage }),
    );
    response.set('Cache-Control', 'no-store').json(answer.response);
    const seconds = (performance.now() - start) / 1000;
    const { cards } = answer.response;
    const decision = {
      serviceId: id,
      hook: service.hook,
      client: caller,
      cards,
      failure: answer.failure,
      seconds,
    };
    await options.onDecision?.(decision).catch((error: unknown) => {
      logger.error({ service: id, ...logFields(error) }, 'a decision could not be recorded');
    });
  };

  const receiveFeedback: RequestHandler<{ id: string }> = async (request, response) => {
    const { id } = request.params;
    const client = await identify(
      request,
      response,
      `${discoveryUrl}/${id}`,
      `${discoveryUrl}/${id}/feedback`,
    );
    withId(services, id, client);
    const items = parseFeedback(await readBody(request, response));
    const { unknownCards } = await options.feedback.save({ issuer: client.issuer, serviceId: id, items });
    if (unknownCards > 0)
      logger.warn({ service: id, unknownCards }, 'feedback on cards that we did not show');
    response.status(200).end();
  };

  const router = Router();
  router.use('/cds-services', cors(options.allowedOrigins ?? []));
  router.route('/cds-services').get(discover).all(only('GET, HEAD'));
  router.route('/cds-services/:id').post(call).all(only('POST'));
  router.route('/cds-services/:id/feedback').post(receiveFeedback).all(only('POST'));
  router.use(answerErrors(logger, 'CDS Hooks request'));
  return router;
}

function withId(services: readonly CdsService[], id: string, client: CdsClient): CdsService[] {
  const found = services.filter((service) => service.id === id);
  if (found.length === 0) throw new CodedError('request/unknown-service');
  if (!mayCall(client, id)) throw new CodedError('client/service-not-allowed');
  return found;
}

function mayCall({ settings: { services } }: CdsClient, id: string): boolean {
  return services?.includes(id) ?? true;
}
