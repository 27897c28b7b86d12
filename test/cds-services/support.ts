import type { DiagnosticReport, ImagingStudy, Patient, ServiceRequest } from 'fhir/r4.js';
import type { PatientIdentity } from '../../src/analysis/patient-identity.ts';
import { MRN } from '../support/fake-site.ts';

export const TODAY = '2026-11-20';
export const STUDY = '1.2.826.0.1.3680043.10.1.1';

const subject = { reference: 'Patient/p1' };
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });

/** A woman of 70 with nothing against a DEXA. */
export function woman(changes: Partial<Patient> = {}): Patient {
  return {
    resourceType: 'Patient',
    id: 'p1',
    name: [{ family: 'Novakova' }],
    gender: 'female',
    birthDate: '1956-03-07',
    identifier: [{ system: MRN, value: 'P1' }],
    ...changes,
  };
}

/** How her images must name her. */
export const WOMAN_ON_PACS: PatientIdentity = {
  identifiers: [{ patientId: 'P1', issuer: 'NORTH' }],
  birthDate: '1956-03-07',
  sex: 'female',
};

export function lumbarStudy(changes: Partial<ImagingStudy> = {}, uid = STUDY): ImagingStudy {
  return {
    resourceType: 'ImagingStudy',
    id: 'i1',
    status: 'available',
    subject,
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid}` }],
    modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
    description: 'MR lumbar spine',
    started: '2026-03-02',
    ...changes,
  };
}

/** An order by its LOINC code: 24968-0 is an MRI of the lumbar spine. */
export function order(code = '24968-0', changes: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: 'o1',
    status: 'draft',
    intent: 'order',
    code: loinc(code),
    subject,
    ...changes,
  };
}

export function report(changes: Partial<DiagnosticReport> = {}): DiagnosticReport {
  return {
    resourceType: 'DiagnosticReport',
    id: 'r1',
    status: 'final',
    code: loinc('24968-0'),
    subject,
    imagingStudy: [{ reference: 'ImagingStudy/i1' }],
    ...changes,
  };
}

export const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});
