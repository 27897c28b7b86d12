import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { part, relativeReference } from './resource-parts.ts';

const ownedSchema = z.object({
  resourceType: z.string(),
  id: part.text,
  subject: part.reference,
  patient: part.reference,
});

/**
 * Raises `request/patient-mismatch` when a resource says that it belongs to somebody else (CDS Hooks check P6):
 * a Patient by its id, anything else by `subject` or `patient`, as relative or absolute reference. A resource
 * that does not say whose it is passes: it came from a query for this patient.
 */
export function assertSamePatient(resources: readonly FhirResource[], patientId: string): void {
  for (const resource of resources) {
    const owner = ownerOf(resource);
    if (owner !== undefined && owner !== `Patient/${patientId}`) {
      throw new CodedError('request/patient-mismatch', resource.resourceType);
    }
  }
}

function ownerOf(resource: FhirResource): string | undefined {
  const { resourceType, id, subject, patient } = ownedSchema.parse(resource);
  if (resourceType === 'Patient') return id === undefined ? undefined : `Patient/${id}`;
  return relativeReference(subject) ?? relativeReference(patient);
}
