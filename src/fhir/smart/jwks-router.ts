import { Router } from 'express';
import { publicJwks } from './public-jwks.ts';

export interface JwksOptions {
  readonly keyFiles: readonly string[];
}

/** `GET /.well-known/jwks.json`: our public keys, for servers that fetch them rather than keep a copy (RFC 7517). */
export function jwksRouter({ keyFiles }: JwksOptions): Router {
  const router = Router();
  router.get('/.well-known/jwks.json', async (_request, response) => {
    const jwks = await publicJwks(keyFiles).catch(() => undefined);
    // Servers keep what they got: half a set, or an error in its place, would lock us out.
    if (!jwks) response.status(503).end();
    else response.set('Cache-Control', 'max-age=300').json(jwks);
  });
  return router;
}
