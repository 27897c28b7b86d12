import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { SUPPRESSOR_KINDS, type Suppressor, type SuppressorKind } from '../screening/record.ts';
import { matchCoded, matchCodedOrText, textMatches } from './code-match.ts';
import type { CodeList, CodeLists } from './codes.ts';
import { type CodeableConcept, conceptCode, dateOnly, part } from './resource-parts.ts';

export interface SuppressorOptions {
  readonly lists: CodeLists;
  /** ISO date; "within N months" counts back from here. */
  readonly today: string;
  /** How long a drug that was stopped still counts. */
  readonly drugMonths: number;
}

const conditionSchema = z.object({
  resourceType: z.literal('Condition'),
  clinicalStatus: part.concept,
  verificationStatus: part.concept,
  code: part.concept,
  onsetDateTime: part.text,
  onsetPeriod: part.period,
  recordedDate: part.text,
});
const procedureSchema = z.object({
  resourceType: z.literal('Procedure'),
  status: part.text,
  code: part.concept,
  performedDateTime: part.text,
  performedPeriod: part.period,
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

/** States that pass: once over they say nothing. All others stay true in the bone or in the risk. */
const PASSING: ReadonlySet<SuppressorKind> = new Set(['pregnancy', 'premenopausal', 'hospice']);
const OVER = new Set(['inactive', 'remission', 'resolved']);
/** A pregnancy that nobody closed in the problem list ends by itself. */
const PREGNANCY_MONTHS = 10;
const NOT_DONE = new Set(['preparation', 'not-done', 'entered-in-error']);
const NOT_TAKEN = new Set(['cancelled', 'draft', 'entered-in-error', 'not-taken', 'intended']);
const STOPPED = new Set(['completed', 'stopped']);

/** The conditions, procedures and drugs in the record that speak against suggesting a DXA. */
export function suppressors(resources: readonly FhirResource[], options: SuppressorOptions): Suppressor[] {
  return resources.flatMap((resource) => [
    ...fromCondition(resource, options),
    ...fromProcedure(resource, options),
    ...fromDrug(resource, options),
  ]);
}

function fromCondition(resource: FhirResource, { lists, today }: SuppressorOptions): Suppressor[] {
  const condition = conditionSchema.safeParse(resource).data;
  if (!condition) return [];
  const verification = conceptCode(condition.verificationStatus) ?? '';
  if (verification === 'refuted' || verification === 'entered-in-error') return [];
  const over = OVER.has(conceptCode(condition.clinicalStatus) ?? '');
  const date = dateOnly(condition.onsetDateTime, condition.onsetPeriod?.start, condition.recordedDate);
  return kindsOf(condition.code, lists)
    .filter(({ kind }) => !(over && PASSING.has(kind)))
    .filter(({ kind }) => kind !== 'pregnancy' || isWithin(date, PREGNANCY_MONTHS, today))
    .map((match) => ({ ...match, date }));
}

function fromProcedure(resource: FhirResource, { lists }: SuppressorOptions): Suppressor[] {
  const procedure = procedureSchema.safeParse(resource).data;
  if (!procedure || NOT_DONE.has(procedure.status ?? '')) return [];
  const { performedDateTime, performedPeriod } = procedure;
  const date = dateOnly(performedDateTime, performedPeriod?.end, performedPeriod?.start);
  return kindsOf(procedure.code, lists)
    .filter(({ kind }) => kind !== 'pregnancy')
    .map((match) => ({ ...match, date }));
}

function fromDrug(resource: FhirResource, { lists, today, drugMonths }: SuppressorOptions): Suppressor[] {
  const drug = drugSchema.safeParse(resource).data;
  if (!drug || drug.doNotPerform === true || drug.intent === 'proposal') return [];
  const status = drug.status ?? '';
  if (NOT_TAKEN.has(status)) return [];
  const list = lists.suppressors['bone-drug'];
  const contained = drug.contained.find(({ id }) => `#${id}` === drug.medicationReference?.reference);
  const matched =
    matchCodedOrText(drug.medicationCodeableConcept ?? contained?.code, list) ??
    (textMatches(drug.medicationReference?.display, list) ? 'text' : undefined);
  if (matched === undefined) return [];
  const { effectivePeriod, effectiveDateTime, authoredOn, dateAsserted } = drug;
  const date = dateOnly(
    effectivePeriod?.end,
    effectiveDateTime,
    effectivePeriod?.start,
    authoredOn,
    dateAsserted,
  );
  return STOPPED.has(status) && !isWithin(date, drugMonths, today)
    ? []
    : [{ kind: 'bone-drug', matched, date }];
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

/** A coded problem is what its code says: words count only where nothing is coded ("family history of …"). */
function matchProblem(concept: CodeableConcept | undefined, list: CodeList): string | undefined {
  const coded = concept?.coding.some(({ code }) => code !== undefined) ?? false;
  return coded ? matchCoded(concept, list) : matchCodedOrText(concept, list);
}

/** An unknown date counts as recent: a card less is the smaller harm. */
function isWithin(date: string | undefined, months: number, today: string): boolean {
  if (date === undefined) return true;
  const limit = new Date(today);
  limit.setUTCMonth(limit.getUTCMonth() - months);
  return date >= limit.toISOString().slice(0, date.length);
}
