import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';

const typedSchema = z.looseObject({ resourceType: z.string().regex(/^[A-Z][A-Za-z]{1,40}$/) });

/** A resource from outside: only its type is known to be sound, every reader parses what it reads. */
export const resourceSchema = z.custom<FhirResource>((value) => typedSchema.safeParse(value).success, {
  error: 'must be a FHIR resource',
});
