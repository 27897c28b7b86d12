import type { DiagnosticReport, FhirResource, ImagingStudy } from 'fhir/r4.js';
import { z } from 'zod';
import type { FhirReader } from '../cds-hooks/service.ts';
import { resourceSchema } from '../fhir-resource.ts';
import { type CodeLists, defaultCodeLists } from './codes.ts';
import { isLumbarMri, isOtherModality } from './lumbar-mri.ts';
import { assertSamePatient } from './patient-match.ts';
import { part, referenceTo, relativeReference } from './resource-parts.ts';
import {
  accessionNumbers,
  candidateOf,
  hasImages,
  isImagingStudy,
  type StudyCandidate,
  type StudyChoice,
} from './study-candidate.ts';

export { patientIdentifiersForPacs, type PacsPatientId, type PatientIdSystems } from './pacs-patient.ts';
export type { StudyCandidate, StudyChoice } from './study-candidate.ts';

/** For an MRI that is being ordered: the lumbar MR studies already there, newest first. */
export function lumbarStudies(
  resources: readonly FhirResource[],
  lists: CodeLists = defaultCodeLists,
): StudyChoice {
  const reject = (study: ImagingStudy): string | undefined => {
    if (!hasImages(study)) return `its status is ${study.status}`;
    return isLumbarMri(study, lists) ? undefined : 'not a lumbar MR study';
  };
  const { kept, rejected } = sift(studiesIn(resources), reject);
  return {
    candidates: kept
      .map((study) => candidateOf(study, 'lumbar MR study in the record', true))
      .toSorted((a, b) => (b.started ?? '').localeCompare(a.started ?? '')),
    rejected,
  };
}

/** A report of one examination names a handful of studies and orders. */
const MAX_LINKED = 10;

const linkedSchema = z.object({
  id: part.text,
  identifier: part.identifiers,
  basedOn: part.references,
  imagingStudy: part.references,
  contained: part.listOf(resourceSchema),
});
type Linked = z.infer<typeof linkedSchema>;

/**
 * For an MRI that was reported: the studies that the report names, then those made for the same order, then
 * those with the same accession number; last the accession numbers alone, for a search on the PACS.
 * Raises `request/patient-mismatch` when the report, a resource or a contained study is another patient's.
 */
export function reportedStudies(
  report: DiagnosticReport,
  resources: readonly FhirResource[],
  patientId: string,
  lists: CodeLists = defaultCodeLists,
): StudyChoice {
  const linked = linkedSchema.parse(report);
  const contained = linked.contained.filter(isImagingStudy);
  assertSamePatient([report, ...resources, ...contained], patientId);
  const ofReport = few(accessionNumbers(linked.identifier));
  const ofOrders = few(accessionsOfOrders(linked, resources));
  const links = linksOf(linked, [...ofReport, ...ofOrders]);

  const reject = (study: ImagingStudy): string | undefined => {
    if (!hasImages(study)) return `its status is ${study.status}`;
    if (isOtherModality(study)) return 'it was made with another modality than MR';
    return links.some(({ holds }) => holds(study)) ? undefined : 'nothing links it to the report';
  };
  const { kept, rejected } = sift([...studiesIn(resources), ...contained], reject);
  const seen = new Set<ImagingStudy>();
  const byLink = links.flatMap(({ reason, holds }) => {
    const fresh = kept.filter((study) => !seen.has(study) && holds(study));
    for (const study of fresh) seen.add(study);
    return fresh.map((study) => candidateOf(study, reason, isLumbarMri(study, lists)));
  });
  return {
    candidates: [
      ...byLink,
      ...ofReport.map((number) => byAccession(number, 'report-accession')),
      ...ofOrders.map((number) => byAccession(number, 'order-accession')),
    ],
    rejected,
  };
}

/** `reportedStudies`, after reading the studies and orders that the report names and `resources` lacks. */
export async function readReportedStudies(
  report: DiagnosticReport,
  resources: readonly FhirResource[],
  patientId: string,
  reader: Pick<FhirReader, 'read'>,
  lists: CodeLists = defaultCodeLists,
): Promise<StudyChoice> {
  const { imagingStudy, basedOn } = linkedSchema.parse(report);
  const present = new Set(resources.map(referenceTo));
  const missing = [...imagingStudy, ...basedOn]
    .flatMap((reference) => relativeReference(reference) ?? [])
    .filter((path) => /^(ImagingStudy|ServiceRequest)\//.test(path) && !present.has(path))
    .slice(0, MAX_LINKED);
  const read = await Promise.all(missing.map((path) => reader.read(path)));
  const found = read.filter((resource) => resource !== undefined);
  return reportedStudies(report, [...resources, ...found], patientId, lists);
}

interface Link {
  readonly reason: string;
  readonly holds: (study: ImagingStudy) => boolean;
}

/** Strongest first. */
function linksOf(report: Linked, accessions: readonly string[]): Link[] {
  const named = new Set(report.imagingStudy.map((one) => relativeReference(one) ?? one.reference));
  const orders = new Set(report.basedOn.flatMap((one) => relativeReference(one) ?? []));
  return [
    {
      reason: 'the report names it',
      holds: (study) => {
        const own = referenceTo(study);
        return own !== undefined && (named.has(own) || named.has(own.replace('ImagingStudy/', '#')));
      },
    },
    {
      reason: 'made for the same order as the report',
      holds: (study) =>
        linkedSchema.parse(study).basedOn.some((one) => orders.has(relativeReference(one) ?? '')),
    },
    {
      reason: 'same accession number as the report or its order',
      holds: (study) =>
        accessionNumbers(linkedSchema.parse(study).identifier).some((number) => accessions.includes(number)),
    },
  ];
}

function accessionsOfOrders(report: Linked, resources: readonly FhirResource[]): string[] {
  const orders = new Set(report.basedOn.flatMap((one) => relativeReference(one) ?? []));
  return resources
    .filter((resource) => orders.has(referenceTo(resource) ?? ''))
    .flatMap((order) => accessionNumbers(linkedSchema.parse(order).identifier));
}

/** The studies, one of each id. */
function studiesIn(resources: readonly FhirResource[]): ImagingStudy[] {
  const studies = resources.filter(isImagingStudy);
  return [...new Map(studies.map((study) => [referenceTo(study) ?? study, study])).values()];
}

function few(numbers: readonly string[]): string[] {
  return [...new Set(numbers)].slice(0, MAX_LINKED);
}

function byAccession(accessionNumber: string, via: 'report-accession' | 'order-accession'): StudyCandidate {
  const owner = via === 'report-accession' ? 'report' : 'order';
  return { accessionNumber, via, reason: `accession number of the ${owner}` };
}

function sift(
  studies: readonly ImagingStudy[],
  reject: (study: ImagingStudy) => string | undefined,
): { kept: ImagingStudy[]; rejected: StudyChoice['rejected'] } {
  return {
    kept: studies.filter((study) => reject(study) === undefined),
    rejected: studies.flatMap((study) => {
      const reason = reject(study);
      return reason === undefined ? [] : [{ imagingStudy: referenceTo(study), reason }];
    }),
  };
}
