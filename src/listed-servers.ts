import { LOOPBACK_HOSTS } from './cds-hooks/fhir-servers.ts';
import type { Config } from './config.ts';
import type { SiteConfig } from './config/site.ts';
import type { ListedServer } from './outbound/address-rules.ts';

/** Every server that the site told us to talk to with a token, and the networks inside that it may be in. */
export function listedServers(config: Config, open: boolean): ListedServer[] {
  if (open) return openServers(config);
  const clients = config.clients.flatMap(({ fhirServers, jwksUrl, privateNetworks, site }) =>
    [...fhirServers, ...(jwksUrl ? [jwksUrl] : []), ...ownServers(site)].map((url) => ({
      url,
      privateNetworks,
    })),
  );
  return [...clients, ...identityProvider(config)];
}

function identityProvider({ review }: Config): ListedServer[] {
  if (!review?.oidc) return [];
  const { issuer, privateNetworks } = review.oidc;
  return [{ url: issuer, privateNetworks }];
}

/** Whoever tries the service out without a list may have a FHIR server on this very machine. */
function openServers({ open }: Config): ListedServer[] {
  const { fhirServers = [], privateNetworks = [], site } = open ?? {};
  const here = [...LOOPBACK_HOSTS].map((host) => `http://${host}`);
  const servers = [...(fhirServers.length > 0 ? fhirServers : here), ...(site ? ownServers(site) : [])];
  return servers.map((url) => ({ url, privateNetworks }));
}

/** A token endpoint that is configured counts; one that only the FHIR server names must be public or on its host. */
function ownServers({ record, publish }: SiteConfig): string[] {
  return [record, publish].flatMap((access) =>
    access ? [access.fhirServer, access.smartBackend?.tokenEndpoint ?? []].flat() : [],
  );
}
