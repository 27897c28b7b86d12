/** What a server tells of a topic-based subscription. */
export interface ToldStatus {
  readonly type: string;
  readonly status?: string;
  readonly total?: number | string;
  readonly events?: readonly { readonly number: number; readonly focus?: string }[];
}

/** A notification as it is posted: R4 by the backport is a history. */
export function notification(status: { readonly resourceType: string }, ...resources: object[]): object {
  return {
    resourceType: 'Bundle',
    type: status.resourceType === 'Parameters' ? 'history' : 'subscription-notification',
    entry: [status, ...resources].map((resource) => ({ resource })),
  };
}

/** The status in front of a notification, as R4 (Parameters) or as R4B and R5 have it. */
export function statusOf(shape: 'Parameters' | 'SubscriptionStatus', told: ToldStatus) {
  return shape === 'Parameters' ? parametersOf(told) : subscriptionStatusOf(told);
}

function parametersOf({ type, status = 'active', total, events = [] }: ToldStatus) {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'subscription', valueReference: { reference: 'Subscription/s1' } },
      { name: 'status', valueCode: status },
      { name: 'type', valueCode: type },
      ...(total === undefined
        ? []
        : [{ name: 'events-since-subscription-start', valueString: String(total) }]),
      ...events.map(({ number, focus }) => ({
        name: 'notification-event',
        part: [
          { name: 'event-number', valueString: String(number) },
          ...(focus === undefined ? [] : [{ name: 'focus', valueReference: { reference: focus } }]),
        ],
      })),
    ],
  };
}

function subscriptionStatusOf({ type, status = 'active', total, events = [] }: ToldStatus) {
  return {
    resourceType: 'SubscriptionStatus',
    status,
    type,
    subscription: { reference: 'Subscription/s1' },
    ...(total !== undefined && { eventsSinceSubscriptionStart: total }),
    notificationEvent: events.map(({ number, focus }) => ({
      eventNumber: String(number),
      ...(focus !== undefined && { focus: { reference: focus } }),
    })),
  };
}
