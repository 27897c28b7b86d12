import { lookup as resolveByDns, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { AddressRule } from './address-rules.ts';

const NOT_ALLOWED = 'outbound/address' satisfies ErrorCode;
const notAllowedSchema = z.looseObject({ cause: z.looseObject({ code: z.literal(NOT_ALLOWED) }) });

export type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Opens connections for undici, and only to addresses that the rule allows. A name is checked by what it
 * resolves to at that moment, and the connection goes to what was checked: there is no second look at DNS.
 *
 * Connections that are not allowed fail, and whoever used fetch can tell by `isNotAllowed`.
 */
export function guardedConnector(
  rule: AddressRule,
  resolve: Resolve = resolveByDns,
): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(rule, resolve) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    // Nothing is looked up for an address.
    if (isIP(host) !== 0 && !rule(host, host)) callback(notAllowed(), null);
    else connect(options, callback);
  };
}

/** One address that is not allowed spoils the name: which of them is taken is not up to us. */
function guardedLookup(rule: AddressRule, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) callback(error ?? notAllowed(), []);
      else if (!addresses.every(({ address }) => rule(host, address))) callback(notAllowed(), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** A plain error, as fetch passes on no other untouched; `isNotAllowed` knows it. */
function notAllowed(): Error {
  return Object.assign(new Error('the address is not allowed'), { code: NOT_ALLOWED });
}

/** Whether this is what fetch throws for a connection that was not allowed. */
export function isNotAllowed(thrown: unknown): boolean {
  return notAllowedSchema.safeParse(thrown).success;
}
