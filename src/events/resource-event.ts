import { z } from 'zod';
import { digest } from '../digest.ts';
import { CodedError } from '../errors.ts';
import { part } from '../fhir/resource-parts.ts';
import { type ResourceEvent, resourceEventSchema } from './event.ts';

/** Types of resources whose events concern us. */
export function isTold(type: string): type is ResourceEvent['type'] {
  return type === 'DiagnosticReport' || type === 'ImagingStudy';
}

const metaSchema = z.object({
  meta: z.object({ versionId: part.text, lastUpdated: part.text }).optional().catch(undefined),
});

/**
 * The event that this report or imaging study was written.
 *
 * @throws CodedError `request/malformed` without an id
 */
export function eventOf(resource: { readonly resourceType: string; readonly id?: unknown }): ResourceEvent {
  const { meta } = metaSchema.parse(resource);
  const parsed = resourceEventSchema.safeParse({
    about: 'resource',
    type: resource.resourceType,
    id: resource.id,
    // Without any, the same content is the same version.
    version: (meta?.versionId ?? meta?.lastUpdated ?? digest(resource)).slice(0, 200),
  });
  if (!parsed.success) throw new CodedError('request/malformed', `${resource.resourceType} without an id`);
  return parsed.data;
}
