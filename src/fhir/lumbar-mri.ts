import type { DiagnosticReport, FhirResource, ImagingStudy, ServiceRequest } from 'fhir/r4.js';
import { z } from 'zod';
import { matchCoded, matchCodedOrText } from './code-match.ts';
import { canonicalSystem, SYSTEMS } from './code-systems.ts';
import { type CodeLists, defaultCodeLists } from './codes.ts';
import { type CodeableConcept, type Coding, part } from './resource-parts.ts';
import { textMatches } from './text-match.ts';

const orderSchema = z.object({ code: part.concept, bodySite: part.concepts });
const studySchema = z.object({
  modality: part.codings,
  description: part.text,
  procedureCode: part.concepts,
  series: part.listOf(z.object({ modality: part.coding, bodySite: part.coding })),
});

/**
 * Whether an order, a report or an imaging study is a lumbar spine MRI.
 * - An order or a report says it by a code of `lists.lumbarMri` (LOINC, CPT, SNOMED CT, the site's own; the
 *   code system spelled as URL or OID), or by a code for any MR with a coded lumbar body site. A coding
 *   without a system counts only if the site lists it as `|code`; words count only if the site lists stems.
 * - An imaging study has modality MR and a lumbar procedure code, body site or description.
 */
export function isLumbarMri(
  resource: ServiceRequest | ImagingStudy | DiagnosticReport,
  lists: CodeLists = defaultCodeLists,
): boolean {
  return resource.resourceType === 'ImagingStudy'
    ? isLumbarStudy(resource, lists)
    : isLumbarOrder(resource, lists);
}

/** Whether the study says what it was made with, and that is no MR. */
export function isOtherModality(study: ImagingStudy): boolean {
  const modalities = modalitiesOf(studySchema.parse(study));
  return modalities.length > 0 && !modalities.includes('MR');
}

/** The lumbar MRIs among draft orders: a ServiceRequest that was not called off. */
export function lumbarMriOrders(
  orders: readonly FhirResource[],
  lists: CodeLists = defaultCodeLists,
): ServiceRequest[] {
  return orders.filter(
    (order): order is ServiceRequest =>
      order.resourceType === 'ServiceRequest' &&
      order.status !== 'revoked' &&
      order.status !== 'entered-in-error' &&
      order.doNotPerform !== true &&
      isLumbarMri(order, lists),
  );
}

function isLumbarOrder(resource: unknown, lists: CodeLists): boolean {
  const order = orderSchema.parse(resource);
  if (matchCodedOrText(order.code, lists.lumbarMri) !== undefined) return true;
  const lumbar = order.bodySite.some((site) => matchCoded(site, lists.lumbarSpine) !== undefined);
  return lumbar && matchCoded(order.code, lists.anyMri) !== undefined;
}

function isLumbarStudy(resource: unknown, lists: CodeLists): boolean {
  const study = studySchema.parse(resource);
  if (!modalitiesOf(study).includes('MR')) return false;
  return (
    study.procedureCode.some((code) => matchCodedOrText(code, lists.lumbarMri) !== undefined) ||
    textMatches(study.description, lists.lumbarSpine.stems) ||
    study.series.some(
      ({ bodySite }) => matchCodedOrText(conceptOf(bodySite), lists.lumbarSpine) !== undefined,
    )
  );
}

/** The DICOM modalities that study and series name; other code systems say nothing. */
function modalitiesOf({ modality, series }: z.infer<typeof studySchema>): string[] {
  return [...modality, ...series.flatMap((one) => one.modality ?? [])]
    .filter(({ system }) => ['', SYSTEMS.dicom].includes(canonicalSystem(system)))
    .flatMap(({ code }) => code ?? []);
}

function conceptOf(coding: Coding | undefined): CodeableConcept {
  return { coding: coding ? [coding] : [], text: undefined };
}
