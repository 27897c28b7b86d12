import type {
  DiagnosticReport,
  FhirResource,
  ImagingStudy,
  Patient,
  Practitioner,
  ServiceRequest,
} from 'fhir/r4.js';
import { HOSPITAL_NUMBERS } from '../../fixtures/demo/patient.ts';
import { SEMIREAL_STUDY } from './hospital.ts';

/** The record of the woman whose semireal images are on the PACS: 65 on 2026-04-01. */
export const PATIENT = 'p-aka3';
const subject = { reference: `Patient/${PATIENT}` };
const lumbarMri = { coding: [{ system: 'http://loinc.org', code: '30679-5' }] };

export const patient: Patient = {
  resourceType: 'Patient',
  id: PATIENT,
  identifier: [{ system: HOSPITAL_NUMBERS, value: 'P-AKA3S' }],
  name: [{ family: 'Testova', given: ['Anna'] }],
  gender: 'female',
  birthDate: '1961-04-01',
};

export const practitioner: Practitioner = { resourceType: 'Practitioner', id: 'dr-novak' };

export const imagingStudy: ImagingStudy = {
  resourceType: 'ImagingStudy',
  id: 'mri-1',
  status: 'available',
  identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${SEMIREAL_STUDY}` }],
  modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
  subject,
  started: '2026-03-02',
  description: 'MR lumbar spine',
};

export const report: DiagnosticReport = {
  resourceType: 'DiagnosticReport',
  id: 'report-1',
  status: 'final',
  code: lumbarMri,
  subject,
  issued: '2026-03-03T08:00:00Z',
  imagingStudy: [{ reference: 'ImagingStudy/mri-1' }],
};

/** The same report in an EHR that exposes no ImagingStudy: only the accession number ties it to the images. */
export const reportByAccession: DiagnosticReport = {
  ...report,
  imagingStudy: undefined,
  identifier: [
    {
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] },
      value: 'ACC0001',
    },
  ],
};

export const mriOrder: ServiceRequest = {
  resourceType: 'ServiceRequest',
  id: 'order-1',
  status: 'draft',
  intent: 'order',
  code: lumbarMri,
  subject,
};

export const wholeRecord: FhirResource[] = [patient, practitioner, imagingStudy, report];

export function draftOrders(...orders: ServiceRequest[]): object {
  return { resourceType: 'Bundle', entry: orders.map((resource) => ({ resource })) };
}
