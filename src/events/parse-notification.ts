import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { part, referenceTo, relativeReference } from '../fhir/resource-parts.ts';
import { resourceSchema } from '../fhir-resource.ts';
import { checkedBody } from '../http/checked-body.ts';
import type { Counted, Event, Notice } from './event.ts';
import { eventOf, isTold } from './resource-event.ts';

/** Events, or resources, of one message. */
const MAX_ENTRIES = 1000;

const bundleSchema = z.object({
  resourceType: z.literal('Bundle'),
  type: z.string(),
  entry: z
    .array(z.object({ resource: resourceSchema.optional() }))
    .min(1)
    .max(MAX_ENTRIES + 1),
});

/** integer64 is a text in JSON (R5), and servers of earlier versions write numbers. */
const count = z.union([
  z.number().int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const TYPES = ['handshake', 'heartbeat', 'event-notification', 'query-status', 'query-event'] as const;

/** What the status resource says, in whichever shape. */
const statusSchema = z.object({
  type: z.enum(TYPES),
  status: part.text,
  subscription: z.object({ reference: z.string().max(500) }),
  total: count.optional(),
  notified: z
    .array(z.object({ number: count, timestamp: part.text, focus: part.reference }))
    .max(MAX_ENTRIES),
});
type NotifiedStatus = z.infer<typeof statusSchema>;

/** Whether a resource is a notification of a topic-based subscription. */
export function isNotification(resource: FhirResource): boolean {
  if (resource.resourceType !== 'Bundle') return false;
  // R5, R4B and R4 by the backport; a history of anything else has no status in front.
  const { type } = z.object({ type: z.string() }).catch({ type: '' }).parse(resource);
  return type === 'subscription-notification' || type === 'history';
}

/**
 * A notification of a topic-based subscription with any payload: empty (something changed), id-only or the resources.
 *
 * @throws CodedError `request/malformed`
 */
export function parseNotification(resource: unknown): Notice {
  const bundle = checkedBody(bundleSchema, resource);
  const [first, ...others] = bundle.entry.map((entry) => entry.resource);
  const status = checkedBody(statusSchema, plain(first));
  const resources = others.filter((other) => other !== undefined);
  const notified = status.type === 'event-notification' ? status.notified : [];
  return {
    events: notified.flatMap((one) => eventsOf(one, status, resources)),
    // A subscription that the server gave up has told nothing since.
    changes: notified.some(({ focus }) => focus === undefined) || status.status === 'error',
    counted: countedOf(status, notified),
  };
}

function countedOf(status: NotifiedStatus, notified: NotifiedStatus['notified']): Counted | undefined {
  // An answer to a query of events repeats what was, and counts nothing.
  if (status.type === 'query-event') return undefined;
  return {
    subscription: status.subscription.reference,
    begins: status.type === 'handshake',
    numbers: notified.map(({ number }) => number),
    total: status.total,
  };
}

function eventsOf(
  { number, timestamp, focus }: NotifiedStatus['notified'][number],
  { subscription }: NotifiedStatus,
  resources: readonly FhirResource[],
): Event[] {
  const path = relativeReference(focus);
  const [type = '', id = ''] = path?.split('/') ?? [];
  if (!isTold(type)) return [];
  const sent = resources.find((one) => referenceTo(one) === path);
  if (sent) return [eventOf(sent)];
  // Without the resource nothing names its version but which event it was.
  const version = [subscription.reference, number, timestamp].join(' ').slice(0, 200);
  return [{ about: 'resource', type, id, version }];
}

/** The status resource of R4B and R5, or the Parameters of R4, in one shape. */
function plain(resource: FhirResource | undefined): unknown {
  if (resource?.resourceType === 'Parameters') return fromParameters(resource);
  const status = z
    .looseObject({
      resourceType: z.literal('SubscriptionStatus'),
      notificationEvent: z.array(z.looseObject({ eventNumber: z.unknown() })).optional(),
    })
    .safeParse(resource);
  if (!status.success) return undefined;
  const { eventsSinceSubscriptionStart: total, notificationEvent = [], ...rest } = status.data;
  const notified = notificationEvent.map(({ eventNumber: number, ...one }) => ({ ...one, number }));
  return { ...rest, total, notified };
}

const parameterSchema = z.looseObject({ name: z.string(), part: z.array(z.unknown()).optional() });

const parametersSchema = z.object({ parameter: part.listOf(parameterSchema, MAX_ENTRIES + 10) });

/** Subscriptions R5 Backport IG 1.1, "backport-subscription-status-r4". */
function fromParameters(resource: unknown): unknown {
  const { parameter } = parametersSchema.parse(resource);
  const values = valuesOf(parameter);
  return {
    type: values['type'],
    status: values['status'],
    subscription: values['subscription'],
    total: values['events-since-subscription-start'],
    notified: parameter
      .filter(({ name }) => name === 'notification-event')
      .map(({ part: parts }) => {
        const event = valuesOf((parts ?? []).flatMap((one) => parameterSchema.safeParse(one).data ?? []));
        return { number: event['event-number'], timestamp: event['timestamp'], focus: event['focus'] };
      }),
  };
}

function valuesOf(parameters: readonly z.infer<typeof parameterSchema>[]): Record<string, unknown> {
  return Object.fromEntries(
    parameters.map((parameter) => [
      parameter.name,
      Object.entries(parameter).find(([key]) => key.startsWith('value'))?.[1],
    ]),
  );
}
