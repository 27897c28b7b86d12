import { Router } from 'express';

export interface HealthOptions {
  /** Resolves while the database answers. */
  readonly ready: () => Promise<unknown>;
  /** Kinds of servers outside that are left alone because they fail: told, and no reason not to be ready. */
  readonly pausedPeers?: () => readonly string[];
}

/**
 * `/healthz`: the process answers. `/readyz`: it can also work; `paused` names what outside does not, by kind, as
 * anybody may read it. Taking this process out would not bring a PACS back, and would silence all other cards.
 */
export function healthRouter({ ready, pausedPeers }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const isReady = await ready().then(
      () => true,
      () => false,
    );
    const paused = pausedPeers?.() ?? [];
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ready' : 'database away', ...(paused.length > 0 && { paused }) });
  });
  return router;
}
