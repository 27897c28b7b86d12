import type { Request } from 'express';
import { CodedError } from '../errors.ts';

/** The one Authorization header. Raises `client/unauthorized` when there are two. */
export function authorizationOf({ headersDistinct }: Request): string | undefined {
  // Which of two a proxy on the way looked at, nobody knows.
  const [authorization, ...more] = headersDistinct['authorization'] ?? [];
  if (more.length > 0) throw new CodedError('client/unauthorized', 'two Authorization headers');
  return authorization;
}
