import { Router, type Request, type RequestHandler } from 'express';
import { authorizationOf } from '../http/authorization.ts';
import { jsonBodies } from '../http/json-body.ts';
import { rateLimitPerClient } from '../http/rate-limit.ts';
import { answerErrors, only } from '../http/refusals.ts';
import type { Logger } from '../logger.ts';
import type { Notice } from './event.ts';
import { type AuthenticateEvent, callingClientOf } from './event-clients.ts';
import type { Intake } from './intake.ts';
import { parseFhirNotice } from './parse-fhir.ts';
import { parsePacsNotice, parseReportNotice } from './parse-study.ts';

export interface EventsOptions {
  readonly authenticate: AuthenticateEvent;
  readonly intake: Pick<Intake, 'take'>;
  readonly bodyLimitBytes: number;
  readonly logger: Logger;
}

const FHIR_TYPES = ['application/fhir+json', 'application/json'];

/**
 * Where others say that a study was made or reported: `/events/fhir` (R4 Subscription by rest-hook, and topic-based
 * ones), `/events/report` (interface engines), `/events/pacs` (webhooks). The answer is 202 as soon as the event is kept
 * and queued, also when it is repeated; errors are OperationOutcomes, except a bare 401.
 */
export function eventsRouter({ authenticate, intake, bodyLimitBytes, logger }: EventsOptions): Router {
  const limit = rateLimitPerClient();

  const taking = (types: readonly string[], parse: (body: unknown, request: Request) => Notice) => {
    const readBody = jsonBodies(bodyLimitBytes, types);
    const handle: RequestHandler = async (request, response) => {
      const client = await authenticate(authorizationOf(request));
      await limit(client, response);
      const notice = parse(await readBody(request, response), request);
      const fresh = await intake.take(callingClientOf(client), notice);
      logger.info({ address: addressOf(request), events: notice.events.length, fresh }, 'event received');
      response.status(202).set('Cache-Control', 'no-store').end();
    };
    return handle;
  };

  const fhir = taking(FHIR_TYPES, (body, { params }) => parseFhirNotice(body, pathOf(params)));
  const router = Router();
  // A server that sends the resource updates it below the address of the subscription (R4 Subscription, "rest-hook").
  for (const path of ['/events/fhir', '/events/fhir/:type', '/events/fhir/:type/:id'])
    router.route(path).post(fhir).put(fhir).all(only('POST, PUT'));
  router
    .route('/events/report')
    .post(taking(['application/json'], parseReportNotice))
    .all(only('POST'));
  router
    .route('/events/pacs')
    .post(taking(['application/json'], parsePacsNotice))
    .all(only('POST'));
  router.use(answerErrors(logger, 'event'));
  return router;
}

/** Without what names a resource. */
function addressOf({ path }: Request): string {
  return path.split('/').slice(0, 3).join('/');
}

function pathOf({ type, id }: Request['params']) {
  return { type: single(type), id: single(id) };
}

/** Express has lists for wildcards only. */
function single(parameter: string | string[] | undefined): string | undefined {
  return typeof parameter === 'string' ? parameter : undefined;
}
