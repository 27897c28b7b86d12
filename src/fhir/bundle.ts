import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { resourceSchema } from '../fhir-resource.ts';

/** What we read of a Bundle; R4 leaves `entry` out when there is nothing in it. */
export const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  total: z.number().int().nonnegative().optional(),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
  entry: z
    .array(
      z.looseObject({
        resource: resourceSchema.optional(),
        search: z.looseObject({ mode: z.string().optional() }).optional(),
        response: z.looseObject({ status: z.string(), location: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});
export type ReadBundle = z.infer<typeof bundleSchema>;

const outcomeSchema = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.looseObject({ severity: z.string(), code: z.string() })),
});

/** FHIR's own issue types are short words; anything else might be text about a patient. */
const ISSUE_CODE = /^[a-z][a-z-]{1,30}$/;

/**
 * The codes of an OperationOutcome's issues that are errors, e.g. `['not-supported']`: never diagnostics or
 * details, which may quote patient data. Undefined when the value is no OperationOutcome.
 */
export function outcomeErrorCodes(value: unknown): string[] | undefined {
  const outcome = outcomeSchema.safeParse(value);
  if (!outcome.success) return undefined;
  return outcome.data.issue
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ code }) => (ISSUE_CODE.test(code) ? code : 'unknown'));
}

/** Entries that are clinical data: an OperationOutcome among them is not (Epic sends one with total 0). */
export function clinicalResources(bundle: ReadBundle): FhirResource[] {
  return (bundle.entry ?? []).flatMap(({ resource, search }) =>
    resource && resource.resourceType !== 'OperationOutcome' && search?.mode !== 'outcome' ? [resource] : [],
  );
}
