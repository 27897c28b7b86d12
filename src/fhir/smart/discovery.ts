import type { Agent } from 'undici';
import { z } from 'zod';
import { CodedError } from '../../errors.ts';
import type { Peer } from '../../resilience/peer.ts';
import { askJson } from './oauth-http.ts';
import type { SigningAlgorithm } from './private-keys.ts';

export interface SmartServer {
  readonly tokenEndpoint: string;
  /** Which scopes it understands. */
  readonly scopeVersion: 1 | 2;
  /** Algorithms that it takes; undefined when it does not say. */
  readonly algorithms: readonly string[] | undefined;
}

const configurationSchema = z.looseObject({
  token_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()).optional(),
  grant_types_supported: z.array(z.string()).optional(),
  capabilities: z.array(z.string()).default([]),
});

/**
 * What the FHIR server says at `.well-known/smart-configuration` (SMART App Launch 2.2, "Conformance").
 *
 * @throws CodedError `smart/discovery`; `fhir/…` when the server is away
 */
export async function discoverSmart(
  fhirServer: string,
  options: { readonly connections: Agent; readonly timeoutMs: number; readonly peer: Peer },
): Promise<SmartServer> {
  const { status, body } = await options.peer.run(() => ask(fhirServer, options), { retry: true });
  if (status !== 200) throw new CodedError('smart/discovery', `HTTP ${status}`);
  const parsed = configurationSchema.safeParse(body);
  if (!parsed.success) throw new CodedError('smart/discovery', 'no token_endpoint');
  const configuration = parsed.data;
  const lists = [
    ['private_key_jwt', configuration.token_endpoint_auth_methods_supported],
    ['client_credentials', configuration.grant_types_supported],
  ] as const;
  for (const [name, list] of lists) {
    if (list && !list.includes(name)) throw new CodedError('smart/discovery', `it does not offer ${name}`);
  }
  return {
    tokenEndpoint: secure(configuration.token_endpoint, fhirServer),
    scopeVersion: configuration.capabilities.includes('permission-v2') ? 2 : 1,
    algorithms: configuration.token_endpoint_auth_signing_alg_values_supported,
  };
}

/** @throws CodedError `smart/discovery` when the server says that it does not take our kind of key */
export function assertTakes({ algorithms }: SmartServer, algorithm: SigningAlgorithm): void {
  if (algorithms && !algorithms.includes(algorithm))
    throw new CodedError('smart/discovery', `it does not take ${algorithm}`);
}

async function ask(
  fhirServer: string,
  { connections, timeoutMs }: { connections: Agent; timeoutMs: number },
) {
  const url = `${fhirServer.replace(/\/+$/, '')}/.well-known/smart-configuration`;
  const codes = { away: 'fhir/unavailable', late: 'fhir/timeout' } as const;
  const answer = await askJson(url, undefined, { connections, timeoutMs, codes });
  if (answer.status === 429 || answer.status >= 500)
    throw new CodedError('fhir/unavailable', `HTTP ${answer.status}`);
  return answer;
}

/** Tokens must not be asked for in the clear where the record itself is not read in the clear. */
function secure(tokenEndpoint: string, fhirServer: string): string {
  if (new URL(tokenEndpoint).protocol === 'http:' && new URL(fhirServer).protocol !== 'http:')
    throw new CodedError('smart/discovery', 'token_endpoint is not https');
  return tokenEndpoint;
}
