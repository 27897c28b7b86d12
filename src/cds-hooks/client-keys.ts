import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Agent } from 'undici';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { describeIssues } from '../http/describe-issues.ts';

const FETCH_TIMEOUT_MS = 3_000;
/** A key set is asked for again when it lacks a `kid`, and not more often than this. */
const COOLDOWN_MS = 30_000;
const CACHE_MS = 600_000;
const MAX_BYTES = 256 * 1024;

/** Public keys only: a pinned private or symmetric key is a slip that must not go unnoticed. */
const pinnedSchema = z.looseObject({
  keys: z
    .array(
      z.looseObject({
        kty: z.enum(['EC', 'RSA']),
        kid: z.string().min(1),
        d: z.undefined({ error: 'is a private key' }).optional(),
      }),
    )
    .min(1),
});

/** @throws CodedError `config/invalid` */
export function pinnedKeys(jwks: unknown): JWTVerifyGetKey {
  const parsed = pinnedSchema.safeParse(jwks);
  if (!parsed.success) throw new CodedError('config/invalid', `jwks: ${describeIssues(parsed.error)}`);
  return createLocalJWKSet(parsed.data);
}

/**
 * Keys at a configured address; redirects are not followed, and the answer is bounded in size and time.
 *
 * @param connections decide where a connection may go
 */
export function fetchedKeys(url: string, connections: Agent | undefined): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: CACHE_MS,
    [customFetch]: async (address, options) =>
      bounded(await fetch(address, { ...options, ...(connections && { dispatcher: connections }) })),
  });
}

async function bounded(response: Response): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status });
}
