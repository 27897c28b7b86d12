import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { type CodeableConcept, dateOnly, part } from './resource-parts.ts';

const procedureSchema = z.object({
  resourceType: z.literal('Procedure'),
  status: part.text,
  code: part.concept,
  performedDateTime: part.text,
  performedPeriod: part.period,
});

/** What we read of a Procedure; `date` is when it was performed, its end where it took longer. */
export interface ReadProcedure {
  readonly status: string | undefined;
  readonly code: CodeableConcept | undefined;
  readonly date: string | undefined;
}

/** Undefined for any other resource. */
export function readProcedure(resource: FhirResource): ReadProcedure | undefined {
  const procedure = procedureSchema.safeParse(resource).data;
  if (!procedure) return undefined;
  const { status, code, performedDateTime, performedPeriod } = procedure;
  return { status, code, date: dateOnly(performedDateTime, performedPeriod?.end, performedPeriod?.start) };
}
