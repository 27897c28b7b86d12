import { readFile } from 'node:fs/promises';
import { Router, type Request } from 'express';
import type { Registry } from 'prom-client';
import { isSameSecret } from './http/same-secret.ts';

export interface MetricsOptions {
  readonly registry: Registry;
  /** File with the bearer token of who may read; without it only this machine may, and nobody through a proxy. */
  readonly tokenFile?: string | undefined;
}

/** `/metrics` for Prometheus. */
export function metricsRouter({ registry, tokenFile }: MetricsOptions): Router {
  const router = Router();
  router.get('/metrics', async (request, response) => {
    const isAllowed = tokenFile === undefined ? isFromHere(request) : await hasToken(request, tokenFile);
    if (!isAllowed) {
      response.status(401).set('WWW-Authenticate', 'Bearer').end();
      return;
    }
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

/** A proxy on this machine says whom it asks for. */
function isFromHere({ socket, headers }: Request): boolean {
  const isLoopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '');
  return isLoopback && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
}

/** The file is read anew each time, so that a renewed token needs no restart. */
async function hasToken({ headers }: Request, tokenFile: string): Promise<boolean> {
  const token = await readFile(tokenFile, 'utf8').catch(() => '');
  if (token.trim() === '') return false;
  return isSameSecret(headers.authorization ?? '', `Bearer ${token.trim()}`);
}
