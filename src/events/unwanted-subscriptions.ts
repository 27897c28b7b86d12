import type { Subscription } from 'fhir/r4.js';
import { reason } from '../errors.ts';
import type { FhirClient } from '../fhir/fhir-client.ts';
import { referenceTo } from '../fhir/resource-parts.ts';
import { isSubscription, subscriptionKey, type SubscriptionState, TAG_SYSTEM } from './subscribe.ts';

/** All that a FHIR server is to tell us of, whichever client it is for. */
export interface WantedHere {
  readonly criteria: readonly string[];
  /** The address of `/events/fhir`. */
  readonly endpoint: string;
}

/** Subscriptions of ours that tell of searches which are wanted no more; nothing is changed. */
export async function findUnwanted(
  wanted: WantedHere,
  server: Pick<FhirClient, 'search'>,
): Promise<SubscriptionState[]> {
  return (await unwanted(wanted, server)).map(stateOf);
}

/** Turns them off, and says how they stand then. What does not carry our tag and our address is not touched. */
export async function turnOffUnwanted(
  wanted: WantedHere,
  server: Pick<FhirClient, 'search' | 'update'>,
): Promise<SubscriptionState[]> {
  const found = await unwanted(wanted, server);
  for (const one of found) await server.update({ ...one, status: 'off' });
  const still = found.length === 0 ? [] : await unwanted(wanted, server);
  const isOn = ({ id }: Subscription) => still.some((one) => one.id === id);
  return found.map((one) => stateOf(isOn(one) ? one : { ...one, status: 'off' }));
}

async function unwanted(
  { criteria, endpoint }: WantedHere,
  server: Pick<FhirClient, 'search'>,
): Promise<Subscription[]> {
  const known = new Set(criteria.map((one) => subscriptionKey({ criteria: one, endpoint }).value));
  // By address: not every server searches a tag by its system alone. What a server finds beyond that is passed over.
  const { resources } = await server.search(`Subscription?url=${encodeURIComponent(endpoint)}`);
  return resources.filter(isSubscription).filter(({ meta, status, channel }) => {
    const ours = (meta?.tag ?? []).filter(({ system }) => system === TAG_SYSTEM);
    const isWanted = ours.some(({ code }) => code !== undefined && known.has(code));
    return ours.length > 0 && !isWanted && channel.endpoint === endpoint && status !== 'off';
  });
}

function stateOf(found: Subscription): SubscriptionState {
  const { criteria, status } = found;
  const problem = status === 'off' ? null : reason('subscription/unwanted');
  return { criteria, reference: referenceTo(found) ?? null, status, problem };
}
