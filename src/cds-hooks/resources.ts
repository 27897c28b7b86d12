import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { resourceSchema } from '../fhir-resource.ts';

/** FHIR as clients send it inside CDS Hooks requests: resources are not validated here, only told apart. */

/** `Bundle.type` is often left out of draft orders (CDS Hooks sandbox), so it is not asked for. */
export const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: resourceSchema.nullish() })).nullish(),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).nullish(),
});
export type SentBundle = z.infer<typeof bundleSchema>;

export function resourcesIn(bundle: SentBundle): FhirResource[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
}

/**
 * Refuses resources that belong to another patient. A resource belongs to whom its `subject`, `patient`
 * or `beneficiary` refers to by id; one that names nobody is let through.
 *
 * @throws CodedError `request/patient-mismatch`
 */
export function refuseOtherPatients(resources: readonly FhirResource[], patientId: string): void {
  for (const resource of resources) {
    if (patientIdsOf(resource).some((id) => id !== patientId)) {
      throw new CodedError('request/patient-mismatch');
    }
  }
}

const OWNERS = ['subject', 'patient', 'beneficiary'];
const reference = z.looseObject({ reference: z.string() });

function patientIdsOf(resource: FhirResource): string[] {
  if (resource.resourceType === 'Patient') return resource.id === undefined ? [] : [resource.id];
  const fields = new Map<string, unknown>(Object.entries(resource));
  return OWNERS.flatMap((name) => [fields.get(name)].flat()).flatMap((value) => {
    const parsed = reference.safeParse(value);
    const id =
      parsed.success && /(?:^|\/)Patient\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(parsed.data.reference)?.[1];
    return id || [];
  });
}
