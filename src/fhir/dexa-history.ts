import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import type { DexaEvidence, DexaValue } from '../screening/record.ts';
import { matchCodedOrText } from './code-match.ts';
import type { CodeLists } from './codes.ts';
import { dexaValue, valuedSchema } from './dexa-values.ts';
import { readProcedure } from './procedure.ts';
import { dateOnly, part, type Reference, relativeReference } from './resource-parts.ts';

const observationSchema = valuedSchema.extend({
  resourceType: z.literal('Observation'),
  id: part.text,
  status: part.text,
  effectiveDateTime: part.text,
  effectiveInstant: part.text,
  effectivePeriod: part.period,
  issued: part.text,
  dataAbsentReason: part.concept,
  component: part.listOf(valuedSchema),
  hasMember: part.references,
  contained: part.listOf(z.unknown()),
});
type Observation = z.infer<typeof observationSchema>;

const reportSchema = z.object({
  resourceType: z.literal('DiagnosticReport'),
  status: part.text,
  code: part.concept,
  effectiveDateTime: part.text,
  effectivePeriod: part.period,
  issued: part.text,
});
const studySchema = z.object({
  resourceType: z.literal('ImagingStudy'),
  status: part.text,
  modality: part.codings,
  started: part.text,
  description: part.text,
  procedureCode: part.concepts,
});

/** Nothing was measured, or it was taken back. `registered` is an order that has no result yet. */
const NO_RESULT = new Set(['registered', 'cancelled', 'entered-in-error']);
const NOT_DONE = new Set(['preparation', 'not-done', 'on-hold', 'stopped', 'entered-in-error']);

/**
 * Everything that shows that a DXA was made, newest first and undated last: Observations (value, components,
 * panel members), reports, procedures and imaging studies (as procedures), by code or by words. A study, report
 * or procedure counts without any value.
 */
export function dexaHistory(resources: readonly FhirResource[], lists: CodeLists): DexaEvidence[] {
  const evidence = [
    ...fromObservations(resources, lists),
    ...resources.flatMap((resource) => fromReport(resource, lists) ?? fromProcedure(resource, lists) ?? []),
    ...resources.flatMap((resource) => fromStudy(resource, lists) ?? []),
  ];
  return evidence.toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? ''));
}

function fromObservations(resources: readonly FhirResource[], lists: CodeLists): DexaEvidence[] {
  const observations = resources.flatMap((resource) => observationSchema.safeParse(resource).data ?? []);
  const byReference = new Map(observations.map((one) => [`Observation/${one.id}`, one]));
  const members = new Set(observations.flatMap(({ hasMember }) => hasMember.map(relativeReference)));
  return observations
    .filter(({ id }) => id === undefined || !members.has(`Observation/${id}`))
    .flatMap((observation) => fromObservation(observation, byReference, lists) ?? []);
}

function fromObservation(
  panel: Observation,
  byReference: ReadonlyMap<string, Observation>,
  lists: CodeLists,
): DexaEvidence | undefined {
  if (NO_RESULT.has(panel.status ?? '')) return undefined;
  const members = panel.hasMember
    .flatMap((member) => memberOf(panel, member, byReference) ?? [])
    .filter(({ status }) => !NO_RESULT.has(status ?? ''));
  const values = [panel, ...members].flatMap((one) => valuesOf(one, lists));
  const named =
    matchCodedOrText(panel.code, lists.dexa) !== undefined && panel.dataAbsentReason === undefined;
  if (!named && values.length === 0) return undefined;
  const date = [panel, ...members].map(dateOf).find((found) => found !== undefined);
  return { date, kind: 'observation', values };
}

function memberOf(
  panel: Observation,
  member: Reference,
  byReference: ReadonlyMap<string, Observation>,
): Observation | undefined {
  if (!member.reference?.startsWith('#')) return byReference.get(relativeReference(member) ?? '');
  const id = member.reference.slice(1);
  return panel.contained
    .flatMap((resource) => observationSchema.safeParse(resource).data ?? [])
    .find((resource) => resource.id === id);
}

function valuesOf(observation: Observation, lists: CodeLists): DexaValue[] {
  return [observation, ...observation.component].flatMap(
    (valued) => dexaValue(valued, observation.bodySite, lists) ?? [],
  );
}

function dateOf(observation: Observation): string | undefined {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, issued } = observation;
  return dateOnly(effectiveDateTime, effectiveInstant, effectivePeriod?.end, effectivePeriod?.start, issued);
}

function fromReport(resource: FhirResource, lists: CodeLists): DexaEvidence | undefined {
  const report = reportSchema.safeParse(resource).data;
  if (!report || NO_RESULT.has(report.status ?? '')) return undefined;
  if (matchCodedOrText(report.code, lists.dexa) === undefined) return undefined;
  const { effectiveDateTime, effectivePeriod, issued } = report;
  const date = dateOnly(effectiveDateTime, effectivePeriod?.end, effectivePeriod?.start, issued);
  return { date, kind: 'report', values: [] };
}

function fromProcedure(resource: FhirResource, lists: CodeLists): DexaEvidence | undefined {
  const procedure = readProcedure(resource);
  if (!procedure || NOT_DONE.has(procedure.status ?? '')) return undefined;
  if (matchCodedOrText(procedure.code, lists.dexa) === undefined) return undefined;
  return { date: procedure.date, kind: 'procedure', values: [] };
}

function fromStudy(resource: FhirResource, lists: CodeLists): DexaEvidence | undefined {
  const study = studySchema.safeParse(resource).data;
  if (!study || NO_RESULT.has(study.status ?? '')) return undefined;
  const concepts = [{ coding: study.modality, text: study.description }, ...study.procedureCode];
  const densitometry = concepts.some((concept) => matchCodedOrText(concept, lists.dexa) !== undefined);
  return densitometry ? { date: dateOnly(study.started), kind: 'procedure', values: [] } : undefined;
}
