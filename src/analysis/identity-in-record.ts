import type { Patient } from 'fhir/r4.js';
import { patientIdentifiersForPacs } from '../fhir/pacs-patient.ts';
import type { ReadPatient } from '../fhir/record.ts';
import type { PatientIdentity } from './patient-identity.ts';

/**
 * Who the images must belong to, by the patient's record.
 *
 * @param systems which identifier systems the PACS uses as PatientID, and the issuer it calls them by
 */
export function identityInRecord(
  patient: Patient | undefined,
  { birthDate, sex }: Pick<ReadPatient, 'birthDate' | 'sex'>,
  systems: readonly { readonly system: string; readonly issuer?: string | undefined }[],
): PatientIdentity {
  const issuers = Object.fromEntries(systems.map(({ system, issuer }) => [system, { issuer }]));
  return {
    identifiers: patient ? patientIdentifiersForPacs(patient, issuers) : [],
    ...(birthDate !== undefined && { birthDate }),
    sex,
  };
}
