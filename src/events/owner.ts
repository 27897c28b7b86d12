import type { DiagnosticReport, FhirResource, ImagingStudy, Patient } from 'fhir/r4.js';
import { z } from 'zod';
import { identityInRecord } from '../analysis/identity-in-record.ts';
import type { StudyTarget } from '../analysis/find-study.ts';
import { CodedError } from '../errors.ts';
import { isNotExposed } from '../fhir/not-exposed.ts';
import { readPatient } from '../fhir/record.ts';
import { part, relativeReference } from '../fhir/resource-parts.ts';
import type { MeasureStudy } from '../jobs/messages.ts';
import type { RecordReader, Whereabouts } from './whereabouts.ts';

export type IdentifiedPatient = Patient & { readonly id: string };

const ownedSchema = z.object({ subject: part.reference });

export function ownerPath(resource: DiagnosticReport | ImagingStudy): string | undefined {
  return relativeReference(ownedSchema.parse(resource).subject);
}

/** The Patient whom the resource names. */
export async function ownerOf(
  resource: DiagnosticReport | ImagingStudy,
  record: RecordReader,
): Promise<IdentifiedPatient | undefined> {
  const path = ownerPath(resource);
  if (!path?.startsWith('Patient/')) return undefined;
  const patient = await record.read(path);
  return patient?.resourceType === 'Patient' ? identified(patient) : undefined;
}

export function identified(patient: Patient): IdentifiedPatient | undefined {
  const { id } = patient;
  return id === undefined ? undefined : { ...patient, id };
}

/** The study, and what links its result: `ImagingStudy/id`, `ServiceRequest/id`, AccessionNumber. */
type IdentifiedTarget = Pick<StudyTarget, 'studyInstanceUid' | 'imagingStudy'> & {
  readonly order: string | undefined;
  readonly accessionNumber: string | undefined;
};

/** What has the study of this patient measured. */
export function messageFor(
  { client, site }: Whereabouts,
  patient: IdentifiedPatient,
  { studyInstanceUid, imagingStudy, order, accessionNumber }: IdentifiedTarget,
): MeasureStudy {
  const read = readPatient(patient);
  if (!read) throw new CodedError('fhir/invalid', 'Patient');
  return {
    client,
    patientId: patient.id,
    patient: identityInRecord(patient, read, site.patientIdSystems),
    studyInstanceUid,
    context: { imagingStudy, order, accessionNumber },
  };
}

/** Many EHRs expose no ImagingStudy. */
export function noneIfNotExposed(thrown: unknown): { resources: FhirResource[] } {
  if (isNotExposed(thrown)) return { resources: [] };
  throw thrown;
}
