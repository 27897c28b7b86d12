import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { SUPPRESSOR_KINDS, type Suppressor } from '../screening/record.ts';
import { matchCodedOrText, matchProblem } from './code-match.ts';
import type { CodeLists } from './codes.ts';
import { readProcedure } from './procedure.ts';
import { type CodeableConcept, conceptCode, dateOnly, part } from './resource-parts.ts';
import { textMatches } from './text-match.ts';

const conditionSchema = z.object({
  resourceType: z.literal('Condition'),
  clinicalStatus: part.concept,
  verificationStatus: part.concept,
  code: part.concept,
  onsetDateTime: part.text,
  onsetPeriod: part.period,
  recordedDate: part.text,
});
const drugSchema = z.object({
  resourceType: z.enum(['MedicationRequest', 'MedicationStatement']),
  status: part.text,
  intent: part.text,
  doNotPerform: part.flag,
  medicationCodeableConcept: part.concept,
  medicationReference: part.reference,
  contained: part.listOf(z.object({ id: part.text, code: part.concept })),
  authoredOn: part.text,
  effectiveDateTime: part.text,
  effectivePeriod: part.period,
  dateAsserted: part.text,
});

const OVER = new Set(['inactive', 'remission', 'resolved']);
const NOT_DONE = new Set(['preparation', 'not-done', 'entered-in-error']);
const NOT_TAKEN = new Set(['cancelled', 'draft', 'entered-in-error', 'not-taken', 'intended']);
const STOPPED = new Set(['completed', 'stopped']);

/** The conditions, procedures and drugs in the record that speak against suggesting a DXA, however old. */
export function suppressors(resources: readonly FhirResource[], lists: CodeLists): Suppressor[] {
  return resources.flatMap((resource) => [
    ...fromCondition(resource, lists),
    ...fromProcedure(resource, lists),
    ...fromDrug(resource, lists),
  ]);
}

function fromCondition(resource: FhirResource, lists: CodeLists): Suppressor[] {
  const condition = conditionSchema.safeParse(resource).data;
  if (!condition) return [];
  const verification = conceptCode(condition.verificationStatus) ?? '';
  if (verification === 'refuted' || verification === 'entered-in-error') return [];
  const current = !OVER.has(conceptCode(condition.clinicalStatus) ?? '');
  const date = dateOnly(condition.onsetDateTime, condition.onsetPeriod?.start, condition.recordedDate);
  return kindsOf(condition.code, lists).map((match) => ({ ...match, date, current }));
}

function fromProcedure(resource: FhirResource, lists: CodeLists): Suppressor[] {
  const procedure = readProcedure(resource);
  if (!procedure || NOT_DONE.has(procedure.status ?? '')) return [];
  return kindsOf(procedure.code, lists)
    .filter(({ kind }) => kind !== 'pregnancy')
    .map((match) => ({ ...match, date: procedure.date, current: true }));
}

function fromDrug(resource: FhirResource, lists: CodeLists): Suppressor[] {
  const drug = drugSchema.safeParse(resource).data;
  if (!drug || drug.doNotPerform === true || drug.intent === 'proposal') return [];
  const status = drug.status ?? '';
  if (NOT_TAKEN.has(status)) return [];
  const list = lists.suppressors['bone-drug'];
  const contained = drug.contained.find(({ id }) => `#${id}` === drug.medicationReference?.reference);
  const matched =
    matchCodedOrText(drug.medicationCodeableConcept ?? contained?.code, list) ??
    (textMatches(drug.medicationReference?.display, list.stems) ? 'text' : undefined);
  if (matched === undefined) return [];
  const { effectivePeriod, effectiveDateTime, authoredOn, dateAsserted } = drug;
  const date = dateOnly(
    effectivePeriod?.end,
    effectiveDateTime,
    effectivePeriod?.start,
    authoredOn,
    dateAsserted,
  );
  return [{ kind: 'bone-drug', matched, date, current: !STOPPED.has(status) }];
}

function kindsOf(
  concept: CodeableConcept | undefined,
  lists: CodeLists,
): Pick<Suppressor, 'kind' | 'matched'>[] {
  return SUPPRESSOR_KINDS.filter((kind) => kind !== 'bone-drug').flatMap((kind) => {
    const matched = matchProblem(concept, lists.suppressors[kind]);
    return matched === undefined ? [] : [{ kind, matched }];
  });
}
