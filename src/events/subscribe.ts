import type { FhirResource, Subscription } from 'fhir/r4.js';
import { setTimeout as pause } from 'node:timers/promises';
import { digest } from '../digest.ts';
import { reason, type CodedReason } from '../errors.ts';
import { keyQuery, type FhirClient, type ResourceKey } from '../fhir/fhir-client.ts';
import { referenceTo } from '../fhir/resource-parts.ts';

/** What a client's FHIR server is to tell us of, and where. */
export interface WantedSubscription {
  /** A search of reports or imaging studies. */
  readonly criteria: string;
  /** The address of `/events/fhir`. */
  readonly endpoint: string;
  /** What its messages carry as bearer token; it is stored on the FHIR server. */
  readonly secret: string;
}

/** How one Subscription stands on the FHIR server. */
export interface SubscriptionState {
  readonly criteria: string;
  /** `Subscription/id`. */
  readonly reference: string | null;
  readonly status: Subscription['status'] | 'missing';
  /** Why it tells us nothing; null when it works. */
  readonly problem: CodedReason | null;
}

export type SubscriptionServer = Pick<FhirClient, 'search' | 'conditionalCreate' | 'update'>;

/** Our mark on it, by which it is found again. */
export const TAG_SYSTEM = 'urn:mscore:subscription';
/** A server looks at the endpoint, or only at its own queue, before it says `active`. */
const TRIES = 10;
const TRY_MS = 300;

/** How it stands; nothing is changed. */
export async function checkSubscription(
  wanted: WantedSubscription,
  server: Pick<SubscriptionServer, 'search'>,
): Promise<SubscriptionState> {
  return stateOf(wanted, await find(wanted, server));
}

/**
 * Makes it, or asks for it again where the server gave it up or knows another secret; then waits a few seconds for the
 * server to say that it is active. Doing it twice changes nothing.
 */
export async function makeSubscription(
  wanted: WantedSubscription,
  server: SubscriptionServer,
): Promise<SubscriptionState> {
  const known = await find(wanted, server);
  if (!known) await server.conditionalCreate(resourceOf(wanted), subscriptionKey(wanted));
  else if (!isWorking(known) || knowsOtherSecret(known, wanted))
    await server.update({ ...resourceOf(wanted), id: known.id });
  let now = await find(wanted, server);
  for (let tries = 1; tries < TRIES && now?.status === 'requested'; tries += 1) {
    await pause(TRY_MS);
    now = await find(wanted, server);
  }
  return stateOf(wanted, now);
}

function resourceOf(wanted: WantedSubscription): Subscription {
  const { system, value: code } = subscriptionKey(wanted);
  return {
    resourceType: 'Subscription',
    meta: { tag: [{ system, code }] },
    status: 'requested',
    reason: 'To measure the M-score of lumbar MRI when it was made or reported (research use)',
    criteria: wanted.criteria,
    channel: {
      type: 'rest-hook',
      endpoint: wanted.endpoint,
      // With the resource its id is known at once; a search could come before the server's index knows of it.
      payload: 'application/fhir+json',
      header: [headerOf(wanted)],
    },
  };
}

function headerOf({ secret }: WantedSubscription): string {
  return `Authorization: Bearer ${secret}`;
}

export function subscriptionKey({
  criteria,
  endpoint,
}: Pick<WantedSubscription, 'criteria' | 'endpoint'>): ResourceKey {
  return { parameter: '_tag', system: TAG_SYSTEM, value: digest([criteria, endpoint]) };
}

async function find(
  wanted: WantedSubscription,
  server: Pick<SubscriptionServer, 'search'>,
): Promise<Subscription | undefined> {
  const { resources } = await server.search(`Subscription?${keyQuery(subscriptionKey(wanted))}`);
  return resources
    .filter(isSubscription)
    .find(({ meta }) => meta?.tag?.some(({ code }) => code === subscriptionKey(wanted).value));
}

export function isSubscription(resource: FhirResource): resource is Subscription {
  return resource.resourceType === 'Subscription';
}

function isWorking({ status }: Subscription): boolean {
  return status === 'active' || status === 'requested';
}

/** Some servers do not show it. */
function knowsOtherSecret({ channel }: Subscription, wanted: WantedSubscription): boolean {
  const shown = channel.header ?? [];
  return shown.length > 0 && !shown.includes(headerOf(wanted));
}

function stateOf({ criteria }: WantedSubscription, found: Subscription | undefined): SubscriptionState {
  if (!found)
    return { criteria, reference: null, status: 'missing', problem: reason('subscription/missing') };
  const { status } = found;
  const problem = status === 'active' ? null : reason('subscription/not-active', status);
  return { criteria, reference: referenceTo(found) ?? null, status, problem };
}
