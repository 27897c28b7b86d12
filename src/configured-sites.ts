import { buildSite, type SiteResources } from './build-site.ts';
import { OPEN_ISSUER, type CallingClient } from './calling-client.ts';
import type { Config } from './config.ts';
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

/** Files of the keys that we sign with at any client's FHIR server. */
export function keyFilesOf({ clients, open }: Config): string[] {
  const sites = [...clients.map(({ site }) => site), ...(open ? [open.site] : [])];
  const own = sites.flatMap(({ record, publish }) => [record, publish]);
  return [...new Set(own.flatMap((access) => access?.smartBackend?.keyFile ?? []))];
}
