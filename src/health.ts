import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';

/** How one thing that the service stands on is, in a word; whether it can work like that. */
export interface Standing {
  readonly state: string;
  readonly ready: boolean;
}

export interface HealthOptions {
  /** By name. One that throws is `down`. */
  readonly checks: Readonly<Record<string, () => Standing | Promise<Standing>>>;
  /** Kinds of servers outside that are left alone because they fail: told, and no reason not to be ready. */
  readonly pausedPeers?: () => readonly string[];
  /** Whether the service has been told to stop. */
  readonly stopping?: () => boolean;
}

/** Who asks gives up soon after. */
const PATIENCE_MS = 3_000;
const DOWN: Standing = { state: 'down', ready: false };

/**
 * `/healthz`: the process answers. `/readyz`: it can also work; each thing that it stands on is named with its state.
 * `paused` names what outside does not answer, by kind, as anybody may read it. Taking this process out would not bring
 * a PACS back, and would silence all other cards.
 */
export function healthRouter({ checks, pausedPeers, stopping }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const standings = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await inTime(check)] as const),
    );
    const isReady = standings.every(([, { ready }]) => ready);
    const isStopping = stopping?.() ?? false;
    const paused = pausedPeers?.() ?? [];
    response.status(isReady && !isStopping ? 200 : 503).json({
      status: isStopping ? 'stopping' : isReady ? 'ready' : 'not ready',
      checks: Object.fromEntries(standings.map(([name, { state }]) => [name, state])),
      ...(paused.length > 0 && { paused }),
    });
  });
  return router;
}

async function inTime(check: () => Standing | Promise<Standing>): Promise<Standing> {
  const late = new AbortController();
  const asked = Promise.resolve().then(check);
  const timedOut = pause(PATIENCE_MS, DOWN, { signal: late.signal, ref: false });
  timedOut.catch(() => undefined);
  try {
    return await Promise.race([asked, timedOut]);
  } catch {
    return DOWN;
  } finally {
    late.abort();
  }
}
