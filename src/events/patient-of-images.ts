import type { FhirResource, Patient } from 'fhir/r4.js';
import { reason, type CodedReason } from '../errors.ts';
import { patientIdentifiersForPacs } from '../fhir/pacs-patient.ts';
import type { RecordReader } from './whereabouts.ts';

/** The patient that a PACS names, as its PatientID and Issuer of Patient ID say. */
export interface PacsPatient {
  readonly patientId: string;
  readonly issuer: string | undefined;
}

type Systems = readonly { readonly system: string; readonly issuer?: string | undefined }[];

/**
 * The one Patient of the record who has the PACS's identifier in a system that is configured for it. None or more than
 * one is a refusal, `event/patient-unknown` or `event/patient-ambiguous`: nothing may be measured for a guess.
 */
export async function patientOfImages(
  images: PacsPatient,
  systems: Systems,
  record: Pick<RecordReader, 'search'>,
): Promise<{ readonly patient: Patient } | { readonly reason: CodedReason }> {
  const asked = systems.filter(({ issuer }) => isSame(issuer, images.issuer));
  const answers = await Promise.all(
    asked.map(({ system }) =>
      record.search(`Patient?identifier=${token(system, images.patientId)}&_count=20`),
    ),
  );
  const matches = answers
    .flatMap(({ resources }) => resources)
    .filter((one): one is Patient => isPatient(one) && one.id !== undefined && has(one, images, asked));
  // The one that was merged into another stays there, out of use.
  const inUse = new Map(matches.filter(({ active }) => active !== false).map((one) => [one.id, one]));
  const [patient] = inUse.values();
  if (!patient) return { reason: reason('event/patient-unknown') };
  return inUse.size > 1 ? { reason: reason('event/patient-ambiguous') } : { patient };
}

/** Servers leave out what they do not know of a search, and then everybody is found. */
function has(patient: Patient, { patientId }: PacsPatient, systems: Systems): boolean {
  const known = Object.fromEntries(systems.map(({ system, issuer }) => [system, { issuer }]));
  return patientIdentifiersForPacs(patient, known).some((one) => one.patientId === patientId);
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function isPatient(resource: FhirResource): resource is Patient {
  return resource.resourceType === 'Patient';
}

/** `system|value` of a token search (R4 3.1.1.5.2: comma, dollar and bar are escaped). */
export function token(system: string, value: string): string {
  return encodeURIComponent(`${system}|${value.replaceAll(/[\\,$|]/g, String.raw`\$&`)}`);
}
