import type { Patient } from 'fhir/r4.js';
import { z } from 'zod';
import { isDicomId } from './dicom-text.ts';
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

/** Each is a search on the PACS; a patient who was merged again and again has a handful. */
const MAX_IDS = 10;

/**
 * The patient's ids as the PACS knows them: the first ten different identifiers of a configured system that are
 * not `old` and that DICOM can hold. Empty when the site configured none, and then nothing may be matched by
 * patient.
 */
export function patientIdentifiersForPacs(patient: Patient, systems: PatientIdSystems): PacsPatientId[] {
  const ids = identifiedSchema.parse(patient).identifier.flatMap(({ use, system, value }) => {
    const configured = system === undefined || !Object.hasOwn(systems, system) ? undefined : systems[system];
    if (!configured || use === 'old' || value === undefined || !isDicomId(value)) return [];
    return [{ patientId: value, ...(configured.issuer !== undefined && { issuer: configured.issuer }) }];
  });
  const different = new Map(ids.map((id) => [JSON.stringify([id.patientId, id.issuer]), id]));
  return [...different.values()].slice(0, MAX_IDS);
}
