import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { isSameSecret } from '../http/same-secret.ts';
import { visitOf } from './access.ts';

const formSchema = z.object({ csrf: z.string() });

/**
 * Whatever changes something must come from a page of ours: its Origin is ours, and it carries the token of the
 * session, as the form field `csrf` or the header `X-CSRF-Token`. Raises `review/not-signed-in`, `review/forged`.
 *
 * @param origin of the address that browsers reach us by
 */
export function refuseForged(origin: string): RequestHandler {
  return (request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const { csrfToken } = visitOf(request);
      if (request.headers.origin !== origin || !isSameSecret(sentToken(request), csrfToken))
        throw new CodedError('review/forged');
    }
    next();
  };
}

function sentToken(request: Request): string {
  return request.get('X-CSRF-Token') ?? formSchema.safeParse(request.body).data?.csrf ?? '';
}
