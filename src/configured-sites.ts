import { buildSite, type SiteResources } from './build-site.ts';
import { OPEN_ISSUER, type CallingClient } from './calling-client.ts';
import { isAllowedServer } from './cds-hooks/fhir-servers.ts';
import type { Config } from './config.ts';
import type { SiteConfig } from './config/site.ts';
import { CodedError } from './errors.ts';
import type { Site, SiteOf } from './site.ts';

/**
 * The site of every client that is configured, or the one of callers without a token.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`
 */
export async function buildSites(config: Config, open: boolean, resources: SiteResources): Promise<SiteOf> {
  // Callers without a token would have no hospital.
  if (open && !config.open) throw new CodedError('config/invalid', '--open needs an `open` site');
  const configured = open && config.open ? [{ issuer: OPEN_ISSUER, site: config.open.site }] : config.clients;
  if (configured.length === 0) {
    throw new CodedError(
      'config/invalid',
      'no clients are configured; try out with --open and an `open` site',
    );
  }
  const sites = new Map<string, Site>();
  for (const { issuer, site } of configured) sites.set(issuer, await buildSite(site, resources));
  return ({ issuer }: CallingClient) => {
    const site = sites.get(issuer);
    if (!site) throw new CodedError('config/invalid', 'a client that is no longer configured');
    return site;
  };
}

/**
 * The sites of clients at FHIR servers that this very configuration lists. What a process with another file put on the
 * queue is about patients of a record that ours need not be.
 *
 * @throws CodedError `client/fhir-server-not-allowed` for any other FHIR server
 */
export function atListedServers(siteOf: SiteOf, { clients, open }: Config): SiteOf {
  const known = [...clients, ...(open ? [{ issuer: OPEN_ISSUER, ...open }] : [])];
  return (client) => {
    const configured = known.find(({ issuer }) => issuer === client.issuer);
    if (configured && !isListed(configured, client)) throw new CodedError('client/fhir-server-not-allowed');
    return siteOf(client);
  };
}

function isListed(
  { fhirServers, site }: { readonly fhirServers: readonly string[]; readonly site: SiteConfig },
  { fhirServer }: CallingClient,
): boolean {
  if (site.record?.fhirServer === fhirServer) return true;
  return fhirServer === '' ? fhirServers.length === 0 : isAllowedServer(fhirServers, fhirServer);
}

/** Files of the keys that we sign with at any client's FHIR server. */
export function keyFilesOf({ clients, open }: Config): string[] {
  const sites = [...clients.map(({ site }) => site), ...(open ? [open.site] : [])];
  const own = sites.flatMap(({ record, publish }) => [record, publish]);
  return [...new Set(own.flatMap((access) => access?.smartBackend?.keyFile ?? []))];
}
