import { z } from 'zod';
import type { DicomPatient } from '../dicom/image.ts';
import { reason, type CodedReason } from '../errors.ts';

/** What ties a DICOM patient to the FHIR record; compared before anything is measured. */
export const patientIdentitySchema = z.object({
  /** Identifiers that this site's PACS may carry as PatientID (0010,0020). */
  identifiers: z.array(z.object({ patientId: z.string(), issuer: z.string().optional() })),
  /** ISO date, possibly shortened as FHIR allows. */
  birthDate: z.string().optional(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
});
export type PatientIdentity = z.infer<typeof patientIdentitySchema>;

/** DICOM Patient's Sex (0010,0040) that contradicts a FHIR gender; O and absent contradict nothing. */
const CONTRADICTING_SEX: Readonly<Record<string, string>> = { female: 'M', male: 'F' };

/**
 * Whether the images belong to the patient of the record. PatientID must be one of the record's
 * identifiers (of the same issuer where both name one); birth date and sex may be absent on either side
 * but must not contradict.
 *
 * @returns undefined when it is the same patient, else the refusal
 */
export function checkPatient(images: DicomPatient, record: PatientIdentity): CodedReason | undefined {
  if (contradicts(images, record)) return reason('study/patient-mismatch', 'birth date or sex');
  if (images.id === undefined || images.id === '' || record.identifiers.length === 0) {
    return reason('study/patient-unverified');
  }
  const known = record.identifiers.some(
    (identifier) =>
      identifier.patientId === images.id &&
      (identifier.issuer === undefined ||
        images.issuerOfPatientId === undefined ||
        identifier.issuer === images.issuerOfPatientId),
  );
  return known ? undefined : reason('study/patient-mismatch', 'patient identifier');
}

function contradicts(images: DicomPatient, record: PatientIdentity): boolean {
  const recordDigits = record.birthDate?.replaceAll('-', '') ?? '';
  const imageDigits = images.birthDate ?? '';
  const shared = Math.min(recordDigits.length, imageDigits.length);
  const birthDiffers = recordDigits.slice(0, shared) !== imageDigits.slice(0, shared);
  const sexDiffers = images.sex !== undefined && CONTRADICTING_SEX[record.sex] === images.sex;
  return birthDiffers || sexDiffers;
}
