import { isIn, isLoopback, isSpecial, networks } from './special-addresses.ts';

/** A server that the site listed, and where it may be. */
export interface ListedServer {
  readonly url: string;
  /** CIDR blocks inside the hospital that its name may lead to. */
  readonly privateNetworks: readonly string[];
}

/** Whether a connection to this host may go to this address. */
export type AddressRule = (host: string, address: string) => boolean;

/**
 * Public addresses are open to every host. Any other is open only to a host for which the site says so: by
 * listing the server by that very address, as `localhost`, or with the network that its name leads to. So a name
 * that suddenly leads inside – by a slip, or by whoever owns the name – leads nowhere.
 */
export function addressRule(servers: readonly ListedServer[]): AddressRule {
  const byHost = Map.groupBy(servers, ({ url }) => bareHost(new URL(url).hostname));
  const allowed = new Map(
    [...byHost].map(([host, listed]) => [host, networks(listed.flatMap((one) => one.privateNetworks))]),
  );
  return (name, address) => {
    if (!isSpecial(address)) return true;
    const host = bareHost(name);
    const inside = allowed.get(host);
    if (!inside) return false;
    return host === address || (host === 'localhost' && isLoopback(address)) || isIn(inside, address);
  };
}

/** Lower case, and an IPv6 address without its brackets. */
function bareHost(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, '');
}
