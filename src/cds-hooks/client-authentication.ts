import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Agent } from 'undici';
import { OPEN_ISSUER } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import { isNotAllowed } from '../outbound/guarded-connector.ts';
import { algorithmsOf, clientSettingsSchema, type ClientSettings } from './client-settings.ts';
import { fetchedKeys, pinnedKeys } from './client-keys.ts';
import type { TokenRegister } from './used-tokens.ts';

/** A CDS client that may call us, and whose keys those are. */
export interface CdsClientConfig {
  /** `iss` of its tokens, compared exactly. */
  readonly issuer: string;
  /** The only `jku` that its tokens may name; its keys are fetched there unless they are pinned. */
  readonly jwksUrl?: string | undefined;
  /** Pinned keys: nothing is ever fetched. */
  readonly jwks?: { readonly keys: readonly object[] } | undefined;
  /** FHIR servers that its requests may name; those on this very machine when empty. */
  readonly fhirServers: readonly string[];
  /** The defaults where it is left out. */
  readonly settings?: Partial<ClientSettings> | undefined;
}

/** Who calls, once the token is checked. */
export interface CdsClient {
  readonly issuer: string;
  readonly fhirServers: readonly string[];
  readonly settings: ClientSettings;
}

/**
 * @param authorization the header of that name
 * @param audiences what `aud` may be: our configured public addresses, never the Host header
 * @throws CodedError `client/unauthorized`; what the token register raises
 */
export type Authenticate = (
  authorization: string | undefined,
  audiences: readonly string[],
) => Promise<CdsClient>;

const CLOCK_SKEW_SECONDS = 60;
/** Epic's tokens live 15 minutes; the specification recommends 5. */
const MAX_LIFETIME_SECONDS = 15 * 60;
const MAX_TOKEN_CHARACTERS = 8192;
/** It is stored, so it holds only what every database takes. */
const JTI = /^[\x20-\x7e]{1,256}$/;

interface TrustedClient extends CdsClientConfig {
  readonly settings: ClientSettings;
  readonly keys: JWTVerifyGetKey;
}

/**
 * Everybody may call, as one client: for demonstrations, where no clients are configured.
 *
 * @param fhirServers FHIR servers that requests may name; those on this very machine when empty
 */
export function openClients(
  fhirServers: readonly string[] = [],
  settings: Partial<ClientSettings> = {},
): Authenticate {
  const all = clientSettingsSchema.parse(settings);
  return () => Promise.resolve({ issuer: OPEN_ISSUER, fhirServers, settings: all });
}

/**
 * Checks the JWT of CDS Hooks 2.0.1, "Trusting CDS Clients": signed as its client signs (ES384 or RS384) by a
 * key of the configured issuer, meant for us, in its time, used once.
 *
 * @param connections which keys are fetched by
 * @throws CodedError `config/invalid` when a client has no usable keys
 */
export function configuredClients(
  clients: readonly CdsClientConfig[],
  tokens: TokenRegister,
  connections?: Agent,
): Authenticate {
  const trusted = new Map(
    clients.map((client) => {
      const settings = clientSettingsSchema.parse(client.settings ?? {});
      return [client.issuer, { ...client, settings, keys: keysOf(client, connections) }];
    }),
  );
  return async (authorization, audiences) => {
    const token = bearerToken(authorization);
    const client = clientOf(token, trusted);
    const { jti, expiresAt } = await verify(token, client, audiences);
    if (await tokens.seen(client.issuer, jti, expiresAt)) throw refused('replayed');
    const { issuer, fhirServers, settings } = client;
    return { issuer, fhirServers, settings };
  };
}

function keysOf({ issuer, jwks, jwksUrl }: CdsClientConfig, connections: Agent | undefined): JWTVerifyGetKey {
  if (jwks) return pinnedKeys(jwks);
  if (jwksUrl) return fetchedKeys(jwksUrl, connections);
  throw new CodedError('config/invalid', `client ${issuer} has neither jwks nor jwksUrl`);
}

function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw refused('no bearer token');
  if (token.length > MAX_TOKEN_CHARACTERS) throw refused('token too large');
  return token;
}

/** Read before the signature is checked, and only to find the keys to check it with. */
function clientOf(token: string, trusted: ReadonlyMap<string, TrustedClient>): TrustedClient {
  const { header, claims } = decode(token);
  const client = trusted.get(claims.iss ?? '');
  if (!client) throw refused('unknown issuer');
  if (header.kid === undefined) throw refused('no kid');
  if (client.jwksUrl !== undefined && header.jku !== undefined && header.jku !== client.jwksUrl) {
    throw refused('foreign jku');
  }
  return client;
}

function decode(token: string) {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch (cause) {
    throw refused('not a JWT', cause);
  }
}

async function verify(token: string, client: TrustedClient, audiences: readonly string[]) {
  const { payload } = await jwtVerify(token, client.keys, {
    algorithms: [...algorithmsOf(client.settings)],
    typ: 'JWT',
    issuer: client.issuer,
    audience: [...audiences],
    requiredClaims: ['exp', 'iat', 'jti'],
    clockTolerance: CLOCK_SKEW_SECONDS,
    // Also refuses an `iat` in the future.
    maxTokenAge: MAX_LIFETIME_SECONDS,
  }).catch((cause: unknown) => {
    throw refused(reasonOf(cause), cause);
  });
  const { exp = 0, iat = 0, jti = '' } = payload;
  if (exp - iat > MAX_LIFETIME_SECONDS) throw refused('lives too long');
  if (typeof jti !== 'string' || !JTI.test(jti)) throw refused('jti');
  return { jti, expiresAt: lastUse(exp) };
}

/** `exp` may have a fraction, and jose's clock has whole seconds: the token is remembered a little longer. */
function lastUse(exp: number): Date {
  return new Date((Math.ceil(exp) + CLOCK_SKEW_SECONDS + 1) * 1000);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof errors.JWTClaimValidationFailed) return `claim ${cause.claim}`;
  if (cause instanceof errors.JOSEError) return cause.code;
  return isNotAllowed(cause) ? 'keys not available: outbound/address' : 'keys not available';
}

/** The detail is for our log: the caller gets a bare 401. */
function refused(why: string, cause?: unknown): CodedError {
  return new CodedError('client/unauthorized', why, { cause });
}
