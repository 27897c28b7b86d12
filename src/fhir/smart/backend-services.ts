import type { Agent } from 'undici';
import { CodedError } from '../../errors.ts';
import type { Peers } from '../../resilience/peers.ts';
import { clientAssertion } from './client-assertion.ts';
import { assertTakes, discoverSmart, type SmartServer } from './discovery.ts';
import { readPrivateKeys } from './private-keys.ts';
import { missingScopes, type Permissions, scopesFor } from './scopes.ts';
import { TokenCache } from './token-cache.ts';
import { type GrantedToken, requestToken } from './token-request.ts';

export interface BackendServicesOptions {
  readonly fhirServer: string;
  /** What the authorization server calls us. */
  readonly clientId: string;
  /** File of private JWKs, read anew for every token, so that a new key needs no restart. */
  readonly keyFile: string;
  /** What is asked for; by default what is needed and what is useful, as the server spells it. */
  readonly scopes?: readonly string[] | undefined;
  /** Without it the FHIR server is asked where its token endpoint is. */
  readonly tokenEndpoint?: string | undefined;
  /** What a token must be good for. */
  readonly needed: Permissions;
  /** What is asked for too, and done without where it is not granted. */
  readonly useful?: Permissions;
  readonly connections: Agent;
  readonly peers: Peers;
  /** For one request. */
  readonly timeoutMs: number;
}

/**
 * Our own tokens for a FHIR server: SMART Backend Services (SMART App Launch 2.2; RFC 7523). They are good for
 * that server alone, stay in memory, and are never logged. `token()` raises `smart/…`, and `fhir/…` when the
 * FHIR server does not say where tokens are given.
 */
export function backendServices(options: BackendServicesOptions): TokenCache {
  return new TokenCache(() => fetchToken(options));
}

async function fetchToken(options: BackendServicesOptions): Promise<GrantedToken> {
  const { clientId, keyFile, needed, useful, connections, timeoutMs, peers } = options;
  const [key] = await readPrivateKeys(keyFile);
  const server = await serverOf(options);
  assertTakes(server, key.alg);
  const { tokenEndpoint } = server;
  const ask = (scopes: readonly string[]) => {
    const attempt = async () => {
      // Made for every attempt: an assertion is good for one use.
      const assertion = await clientAssertion(clientId, tokenEndpoint, key);
      return requestToken({ tokenEndpoint, scopes, assertion }, { connections, timeoutMs });
    };
    return peers.of('smart', tokenEndpoint).run(attempt, { retry: true });
  };
  const scopes = options.scopes ?? scopesFor({ ...needed, ...useful }, server.scopeVersion);
  const granted = await ask(scopes).catch((thrown: unknown) => {
    // Some servers refuse all when one scope is not the client's to ask for.
    const tooMuch = thrown instanceof CodedError && thrown.code === 'smart/scope' && useful !== undefined;
    if (!tooMuch || options.scopes !== undefined) throw thrown;
    return ask(scopesFor(needed, server.scopeVersion));
  });
  const missing = missingScopes(needed, granted.scopes, scopes);
  if (missing.length > 0) throw new CodedError('smart/scope', missing.join(' '));
  return granted;
}

async function serverOf(options: BackendServicesOptions): Promise<SmartServer> {
  const { fhirServer, tokenEndpoint, connections, timeoutMs, peers } = options;
  if (tokenEndpoint !== undefined) return { tokenEndpoint, scopeVersion: 2, algorithms: undefined };
  return discoverSmart(fhirServer, { connections, timeoutMs, peer: peers.of('fhir', fhirServer) });
}
