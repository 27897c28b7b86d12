import type { Patient } from 'fhir/r4.js';
import { z } from 'zod';
import { part } from './resource-parts.ts';

/** Which FHIR identifier systems are DICOM patient ids, with the IssuerOfPatientID that the PACS writes. */
export type PatientIdSystems = Readonly<Record<string, { readonly issuer?: string | undefined }>>;

export interface PacsPatientId {
  /** Patient ID (0010,0020). */
  readonly patientId: string;
  /** Issuer of Patient ID (0010,0021). */
  readonly issuer?: string;
}

const identifiedSchema = z.object({ identifier: part.identifiers });

/**
 * The patient's ids as the PACS knows them: identifiers of a configured system that are not `old`. Empty when
 * the site configured none, and then nothing may be matched by patient.
 */
export function patientIdentifiersForPacs(patient: Patient, systems: PatientIdSystems): PacsPatientId[] {
  return identifiedSchema.parse(patient).identifier.flatMap(({ use, system, value }) => {
    const configured = system === undefined || !Object.hasOwn(systems, system) ? undefined : systems[system];
    if (!configured || !value || use === 'old') return [];
    return [{ patientId: value, ...(configured.issuer !== undefined && { issuer: configured.issuer }) }];
  });
}
