import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import type { CdsClient } from './client-authentication.ts';

export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The client and the FHIR server that a request is about: what everything is stored under. A request may
 * leave the server out when the client has only one; with several, patients of two servers would mix. Without
 * a list it may name servers on this very machine only, for trying out: with any other, a caller could make us
 * ask every address that we reach.
 *
 * @param requested `fhirServer` of the request, as parsed
 * @throws CodedError `client/fhir-server-not-allowed`, `request/malformed`
 */
export function callingClient(
  { issuer, fhirServers }: Pick<CdsClient, 'issuer' | 'fhirServers'>,
  requested: string | undefined,
): CallingClient {
  if (requested === undefined) {
    const [only = '', ...others] = fhirServers;
    if (others.length > 0)
      throw new CodedError('request/malformed', 'fhirServer: is needed, as there are several');
    return { issuer, fhirServer: only && withoutSlash(only) };
  }
  if (!isAllowedServer(fhirServers, requested)) throw new CodedError('client/fhir-server-not-allowed');
  return { issuer, fhirServer: requested };
}

/** Whether requests of a client with this list, which may be empty, may be about patients of the FHIR server. */
export function isAllowedServer(fhirServers: readonly string[], fhirServer: string): boolean {
  return fhirServers.length > 0
    ? fhirServers.map(withoutSlash).includes(fhirServer)
    : LOOPBACK_HOSTS.has(new URL(fhirServer).hostname);
}

function withoutSlash(url: string): string {
  return new URL(url).href.replace(/\/+$/, '');
}
