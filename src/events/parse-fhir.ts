import { CodedError } from '../errors.ts';
import { FHIR_ID } from '../fhir-id.ts';
import { resourceSchema } from '../fhir-resource.ts';
import type { Notice } from './event.ts';
import { isNotification, parseNotification } from './parse-notification.ts';
import { eventOf, isTold } from './resource-event.ts';

/** What the address said beyond `/events/fhir`: `/DiagnosticReport/r1`. */
export interface FhirPath {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

const CHANGES: Notice = { events: [], changes: true };
const NOTHING: Notice = { events: [], changes: false };

/**
 * What a FHIR server tells by rest-hook:
 * - no body: something changed (R4 Subscription without `channel.payload`),
 * - a resource, to the address of the subscription or to `…/Type/id` (R4 with payload),
 * - a notification Bundle of a topic-based subscription (R5, R4B, or the Subscriptions R5 Backport IG on R4).
 *
 * Of a resource only type, id and version are kept: what it says is read with our own credentials. Other types than
 * reports and imaging studies are nothing to us.
 *
 * @throws CodedError `request/malformed`
 */
export function parseFhirNotice(body: unknown, path: FhirPath = {}): Notice {
  if (isEmpty(body)) return fromPath(path);
  const resource = resourceSchema.safeParse(body);
  if (!resource.success) throw new CodedError('request/malformed', 'not a FHIR resource');
  if (isNotification(resource.data)) return parseNotification(resource.data);
  if (resource.data.resourceType === 'Bundle')
    throw new CodedError('request/malformed', 'not a notification Bundle');
  const { resourceType, id } = resource.data;
  if (path.type !== undefined && path.type !== resourceType)
    throw new CodedError('request/malformed', 'resourceType is not that of the address');
  if (path.id !== undefined && path.id !== id)
    throw new CodedError('request/malformed', 'id is not that of the address');
  if (!isTold(resourceType)) return NOTHING;
  return { events: [eventOf(resource.data)], changes: false };
}

/** A body that was announced and did not come is an empty object to the parser. */
function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}

function fromPath({ type, id }: FhirPath): Notice {
  if (type === undefined) return CHANGES;
  if (!isTold(type)) return NOTHING;
  return id === undefined || !FHIR_ID.test(id)
    ? CHANGES
    : { events: [{ about: 'resource', type, id }], changes: false };
}
