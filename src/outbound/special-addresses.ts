import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not the Internet's: private, loopback, link-local (where clouds keep their credentials),
 * shared, multicast, reserved, and those that carry an IPv4 address inside. Source: the IANA IPv4 and IPv6
 * special-purpose address registries (RFC 6890). BlockList sees through IPv4 addresses mapped into IPv6.
 */
const SPECIAL = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4
  ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16
  fc00::/7 fe80::/10 fec0::/10 ff00::/8
`;

/** @param cidrs as `10.0.0.0/8` or `fc00::/7` */
export function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', prefix] = cidr.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

export function isIn(list: BlockList, address: string): boolean {
  // A link-local address may name its interface, `fe80::1%eth0`.
  const [bare = ''] = address.split('%');
  return list.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

const special = networks(SPECIAL.trim().split(/\s+/));
const loopback = networks(['127.0.0.0/8', '::1/128']);

export const isSpecial = (address: string): boolean => isIn(special, address);
export const isLoopback = (address: string): boolean => isIn(loopback, address);
