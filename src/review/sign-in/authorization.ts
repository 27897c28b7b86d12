import { readFile } from 'node:fs/promises';
import * as openid from 'openid-client';
import type { Agent } from 'undici';
import { CodedError } from '../../errors.ts';
import type { Pending } from './pending.ts';

const TIMEOUT_SECONDS = 10;

export interface ClientAtServer {
  readonly clientId: string;
  readonly clientSecretFile?: string | undefined;
}

/** How we ask: nothing but JSON of bounded size, from servers that the site listed, without following redirects. */
export interface AskOptions {
  readonly connections: Agent;
}

/** The identity provider at `issuer`, as it describes itself. @throws CodedError `review/identity-provider` */
export async function discoverIssuer(
  issuer: string,
  client: ClientAtServer,
  options: AskOptions,
): Promise<openid.Configuration> {
  const server = new URL(issuer);
  const { metadata, authentication } = await credentials(client);
  return openid
    .discovery(server, client.clientId, metadata, authentication, {
      timeout: TIMEOUT_SECONDS,
      [openid.customFetch]: ask(options),
      execute: server.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
    })
    .catch((cause: unknown) => {
      throw new CodedError('review/identity-provider', undefined, { cause });
    });
}

/** A server that was described elsewhere. */
export async function describedServer(
  server: openid.ServerMetadata,
  client: ClientAtServer,
  options: AskOptions,
): Promise<openid.Configuration> {
  const { metadata, authentication } = await credentials(client);
  const configuration = new openid.Configuration(server, client.clientId, metadata, authentication);
  configuration.timeout = TIMEOUT_SECONDS;
  configuration[openid.customFetch] = ask(options);
  if (server.token_endpoint?.startsWith('http:')) openid.allowInsecureRequests(configuration);
  return configuration;
}

/** Where to send the browser, and what to remember meanwhile. */
export async function begin(
  configuration: openid.Configuration,
  request: { readonly redirectUri: string; readonly scope: string; readonly more?: Record<string, string> },
): Promise<{ url: URL; remember: Pick<Pending, 'state' | 'nonce' | 'verifier'> }> {
  const [state, nonce, verifier] = [
    openid.randomState(),
    openid.randomNonce(),
    openid.randomPKCECodeVerifier(),
  ];
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...request.more,
  });
  return { url, remember: { state, nonce, verifier } };
}

/**
 * The code that came back, given for tokens; state, nonce, issuer, audience and PKCE are checked.
 *
 * @param current the address that the browser was led back to
 * @throws CodedError `review/sign-in-failed`, `review/identity-provider`
 */
export async function finish(configuration: openid.Configuration, current: URL, pending: Pending) {
  try {
    return await openid.authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
  } catch (cause) {
    const away =
      cause instanceof TypeError || (cause instanceof openid.ClientError && cause.code === 'OAUTH_TIMEOUT');
    throw new CodedError(away ? 'review/identity-provider' : 'review/sign-in-failed', undefined, { cause });
  }
}

async function credentials({ clientSecretFile }: ClientAtServer) {
  if (clientSecretFile === undefined) return { metadata: {}, authentication: openid.None() };
  // Read anew each time, so that a renewed secret needs no restart.
  const secret = await readFile(clientSecretFile, 'utf8').catch((cause: unknown) => {
    throw new CodedError('config/invalid', `${clientSecretFile} cannot be read`, { cause });
  });
  return { metadata: {}, authentication: openid.ClientSecretBasic(secret.trim()) };
}

function ask({ connections }: AskOptions): openid.CustomFetch {
  return (url, { headers, ...options }) => {
    const request = {
      ...options,
      // `connections` bound what arrives, and that must be what is read.
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual' as const,
      dispatcher: connections,
    };
    return fetch(url, request);
  };
}
