import { Router } from 'express';

export interface HealthOptions {
  /** Resolves while the database answers. */
  readonly ready: () => Promise<unknown>;
}

/** `/healthz`: the process answers. `/readyz`: it can also work. */
export function healthRouter({ ready }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const isReady = await ready().then(
      () => true,
      () => false,
    );
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'database away' });
  });
  return router;
}
