import type { Agent } from 'undici';
import type { OwnAccess } from './config/own-access.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import { backendServices } from './fhir/smart/backend-services.ts';
import { readPrivateKeys } from './fhir/smart/private-keys.ts';
import type { Permissions } from './fhir/smart/scopes.ts';
import type { Peers } from './resilience/peers.ts';
import { readSecret, secretFrom } from './secret-files.ts';

/** What our token must be good for, and what beside that where the server grants it. */
export interface OwnPermissions {
  readonly needed: Permissions;
  readonly useful?: Permissions;
}

/**
 * A FHIR server asked with our own credentials.
 */
export function ownFhirClient(
  { fhirServer, timeoutMs, tokenFile, smartBackend }: OwnAccess,
  { needed, useful }: OwnPermissions,
  { connections, peers }: { readonly connections: Agent; readonly peers: Peers },
): FhirClient {
  const tokens =
    smartBackend &&
    backendServices({
      ...smartBackend,
      fhirServer,
      needed,
      ...(useful && { useful }),
      connections,
      peers,
      timeoutMs,
    });
  return new FhirClient({
    baseUrl: fhirServer,
    connections,
    timeoutMs,
    peer: peers.of('fhir', fhirServer),
    accessToken: tokens ? () => tokens.token() : secretFrom(tokenFile),
    tokenRefused: tokens && ((token) => tokens.refused(token)),
  });
}

/**
 * Secrets are read when they are needed; that they are there is better known at the start.
 *
 * @throws CodedError `config/invalid`, `smart/key`
 */
export async function checkSecrets({ tokenFile, smartBackend }: OwnAccess): Promise<void> {
  if (tokenFile !== undefined) await readSecret(tokenFile);
  if (smartBackend) await readPrivateKeys(smartBackend.keyFile);
}
