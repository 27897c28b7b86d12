import { z } from 'zod';
import { FHIR_ID, TYPE_AND_ID } from '../fhir-id.ts';

/**
 * The parts of FHIR R4 data types that we read. Lenient on purpose: an element that is not as FHIR says is
 * taken as absent, so that one odd resource in a record does not hide the others.
 */
const text = z.string().max(10_000).optional().catch(undefined);

/** Codings, identifiers, references or parts of one resource; no real record has more. */
const MAX_LISTED = 100;
/** Codings of one concept: the same thing in so many code systems. */
const MAX_CODINGS = 50;

/** A list in which what does not parse is left out, and what is beyond `max`; anything but a list is empty. */
const listOf = <T extends z.ZodType>(item: T, max = MAX_LISTED): z.ZodType<z.output<T>[]> =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.slice(0, max).flatMap((value) => {
        const parsed = item.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );

const codingSchema = z.object({ system: text, code: text, display: text });
export type Coding = z.infer<typeof codingSchema>;

const codeableConceptSchema = z.object({ coding: listOf(codingSchema, MAX_CODINGS), text });
export type CodeableConcept = z.infer<typeof codeableConceptSchema>;

const periodSchema = z.object({ start: text, end: text });
const quantitySchema = z.object({
  value: z.number().optional().catch(undefined),
  comparator: text,
  unit: text,
  system: text,
  code: text,
});
export type Quantity = z.infer<typeof quantitySchema>;

const identifierSchema = z.object({
  use: text,
  type: codeableConceptSchema.optional().catch(undefined),
  system: text,
  value: text,
  period: periodSchema.optional().catch(undefined),
});
export type Identifier = z.infer<typeof identifierSchema>;

const referenceSchema = z.object({
  reference: text,
  type: text,
  identifier: identifierSchema.optional().catch(undefined),
  display: text,
});
export type Reference = z.infer<typeof referenceSchema>;

export const part = {
  text,
  flag: z.boolean().optional().catch(undefined),
  concept: codeableConceptSchema.optional().catch(undefined),
  concepts: listOf(codeableConceptSchema),
  coding: codingSchema.optional().catch(undefined),
  codings: listOf(codingSchema, MAX_CODINGS),
  period: periodSchema.optional().catch(undefined),
  quantity: quantitySchema.optional().catch(undefined),
  identifier: identifierSchema.optional().catch(undefined),
  identifiers: listOf(identifierSchema),
  reference: referenceSchema.optional().catch(undefined),
  references: listOf(referenceSchema),
  listOf,
};

/** The code of a status-like CodeableConcept (clinicalStatus, verificationStatus). */
export function conceptCode(concept: CodeableConcept | undefined): string | undefined {
  return concept?.coding.find(({ code }) => code !== undefined)?.code;
}

/** `Type/id` of a literal reference, relative or absolute, any version; undefined for `#id`, `urn:` and none. */
export function relativeReference(reference: Pick<Reference, 'reference'> | undefined): string | undefined {
  const path = (reference?.reference ?? '').replace(/\/_history\/[^/]+$/, '');
  const typeAndId = path.split('/').slice(-2).join('/');
  return TYPE_AND_ID.test(typeAndId) ? typeAndId : undefined;
}

/** `Type/id` of the resource itself; undefined without an id, or with one that FHIR does not have. */
export function referenceTo(resource: {
  readonly resourceType: string;
  readonly id?: unknown;
}): string | undefined {
  const { resourceType, id } = resource;
  return typeof id === 'string' && FHIR_ID.test(id) ? `${resourceType}/${id}` : undefined;
}

/** The date of a FHIR date, dateTime or instant as it was written, without the time. */
export function dateOnly(...candidates: readonly (string | undefined)[]): string | undefined {
  for (const candidate of candidates) {
    const match = /^\d{4}(-\d{2}(-\d{2})?)?/.exec(candidate ?? '');
    if (match) return match[0];
  }
  return undefined;
}
