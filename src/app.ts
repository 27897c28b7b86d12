import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import { cdsHooksRouter, type CdsHooksOptions } from './cds-hooks/router.ts';
import { jwksRouter, type JwksOptions } from './fhir/smart/jwks-router.ts';
import { healthRouter, type HealthOptions } from './health.ts';

export interface AppOptions {
  readonly health: HealthOptions;
  readonly jwks?: JwksOptions;
  readonly cdsHooks: CdsHooksOptions;
  readonly review?: Router | undefined;
}

/** Every address this service answers, in order. */
export function createApp({ health, jwks, cdsHooks, review }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // Answers to POST are not asked for again; a digest of each costs more than it saves.
  app.disable('etag');
  app.use(helmet());
  app.use(healthRouter(health)); //    /healthz /readyz
  if (jwks) app.use(jwksRouter(jwks)); // /.well-known/jwks.json
  if (review) app.use(review); //         /review…
  app.use(cdsHooksRouter(cdsHooks)); // /cds-services…
  return app;
}
