import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import { cdsHooksRouter, type CdsHooksOptions } from './cds-hooks/router.ts';
import { eventsRouter, type EventsOptions } from './events/router.ts';
import { jwksRouter, type JwksOptions } from './fhir/smart/jwks-router.ts';
import { healthRouter, type HealthOptions } from './health.ts';
import { answerErrors, noSuchAddress } from './http/refusals.ts';
import type { Logger } from './logger.ts';
import { metricsRouter, type MetricsOptions } from './metrics-router.ts';

export interface AppOptions {
  readonly health: HealthOptions;
  readonly metrics?: MetricsOptions;
  readonly jwks?: JwksOptions;
  /** A worker has neither hooks nor events. */
  readonly cdsHooks?: CdsHooksOptions;
  readonly events?: EventsOptions;
  readonly review?: Router | undefined;
  readonly logger: Logger;
}

/** Every address this service answers, in order. */
export function createApp({ health, metrics, jwks, cdsHooks, events, review, logger }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // Answers to POST are not asked for again; a digest of each costs more than it saves.
  app.disable('etag');
  app.use(helmet());
  app.use(healthRouter(health)); //    /healthz /readyz
  if (metrics) app.use(metricsRouter(metrics)); // /metrics
  if (jwks) app.use(jwksRouter(jwks)); // /.well-known/jwks.json
  if (cdsHooks) app.use(cdsHooksRouter(cdsHooks)); // /cds-services…
  if (events) app.use(eventsRouter(events)); // /events/fhir /events/report /events/pacs
  if (review) app.use(review); // /review…
  app.use(noSuchAddress);
  app.use(answerErrors(logger, 'request'));
  return app;
}
