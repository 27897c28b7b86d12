import { z } from 'zod';
import { LOOPBACK_HOSTS } from '../cds-hooks/fhir-servers.ts';

/** In the one spelling that addresses are compared in: lower-case host, no default port, no slash at the end. */
export const url = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text).href.replace(/\/+$/, ''));
/** Nobody on the way can read along. */
export const isPrivate = (address: string): boolean =>
  address.startsWith('https:') || LOOPBACK_HOSTS.has(new URL(address).hostname);
export const network = z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a network such as 10.0.0.0/8' });
export const milliseconds = z.number().int().min(0).max(60_000);
