import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { part, relativeReference } from './resource-parts.ts';

const ownedSchema = z.object({
  resourceType: z.string(),
  id: part.text,
  subject: z.unknown().optional(),
  patient: z.unknown().optional(),
});
/** Names nobody: neither a reference nor an identifier. */
const namelessSchema = z.looseObject({
  reference: z.undefined().optional(),
  identifier: z.undefined().optional(),
});
const referenceSchema = z.object({ reference: part.text });

/**
 * Raises `request/patient-mismatch` when a resource says that it belongs to somebody else (CDS Hooks check P6):
 * a Patient by its id, anything else by `subject` or `patient`, as relative or absolute reference. An owner that
 * cannot be read (an identifier, `#p`, `urn:uuid:…`, no reference at all) is somebody else. A resource that does
 * not say whose it is passes: it came from a query for this patient.
 */
export function assertSamePatient(resources: readonly FhirResource[], patientId: string): void {
  for (const resource of resources) {
    if (ownersOf(resource).some((owner) => owner !== `Patient/${patientId}`)) {
      throw new CodedError('request/patient-mismatch');
    }
  }
}

/** Everybody whom the resource names as its owner; undefined for one that cannot be read. */
function ownersOf(resource: FhirResource): (string | undefined)[] {
  const { resourceType, id, subject, patient } = ownedSchema.parse(resource);
  if (resourceType === 'Patient') return id === undefined ? [] : [`Patient/${id}`];
  return [subject, patient]
    .filter((owner) => owner !== undefined && !namelessSchema.safeParse(owner).success)
    .map((owner) => relativeReference(referenceSchema.safeParse(owner).data));
}
