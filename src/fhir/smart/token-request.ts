import type { Agent } from 'undici';
import { z } from 'zod';
import { CodedError, type ErrorCode } from '../../errors.ts';
import { askJson, type HttpAnswer } from './oauth-http.ts';

export interface GrantedToken {
  readonly value: string;
  readonly lifetimeSeconds: number;
  /** What it is good for; what was asked for, when the server does not say (RFC 6749, 5.1). */
  readonly scopes: readonly string[];
}

/** For a server that does not say how long its tokens live, although it must. */
const DEFAULT_LIFETIME_SECONDS = 60;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const tokenSchema = z.looseObject({
  // What a header can carry (RFC 6750, 2.1).
  access_token: z.string().regex(/^[\w.~+/=-]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().default(DEFAULT_LIFETIME_SECONDS),
  scope: z.string().optional(),
});
/** RFC 6749, 5.2; anything else that stands there is the server's own words. */
const errorSchema = z.looseObject({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ]),
});

/**
 * Asks the token endpoint once (RFC 6749, 4.4; RFC 7523, 2.2).
 *
 * @param assertion made for this very request
 * @throws CodedError `smart/refused`, `smart/scope`, `smart/invalid`, `smart/unavailable`, `smart/timeout`; with the
 *   HTTP status and OAuth's own error code, never with the server's words
 */
export async function requestToken(
  {
    tokenEndpoint,
    scopes,
    assertion,
  }: { tokenEndpoint: string; scopes: readonly string[]; assertion: string },
  options: { readonly connections: Agent; readonly timeoutMs: number },
): Promise<GrantedToken> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: scopes.join(' '),
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
  });
  const codes = { away: 'smart/unavailable', late: 'smart/timeout' } as const;
  const answer = await askJson(tokenEndpoint, form, { ...options, codes });
  if (answer.status !== 200) throw failureOf(answer);
  const token = tokenSchema.safeParse(answer.body);
  if (!token.success) throw new CodedError('smart/invalid', 'HTTP 200');
  const { access_token: value, expires_in: lifetimeSeconds, scope } = token.data;
  return { value, lifetimeSeconds, scopes: scope === undefined ? scopes : scope.split(' ').filter(Boolean) };
}

function failureOf({ status, body }: HttpAnswer): CodedError {
  const error = errorSchema.safeParse(body).data?.error;
  return new CodedError(codeOf(status, error), [`HTTP ${status}`, error ?? []].flat().join(', '));
}

function codeOf(status: number, error: string | undefined): ErrorCode {
  if (error === 'invalid_scope') return 'smart/scope';
  if (error !== undefined || status === 401 || status === 403) return 'smart/refused';
  if (status === 408 || status === 504) return 'smart/timeout';
  return status === 429 || status >= 500 ? 'smart/unavailable' : 'smart/invalid';
}
