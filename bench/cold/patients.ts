import type { FhirResource } from 'fhir/r4.js';
import type { DicomJson } from '../../fixtures/phantom/dicom-json.ts';
import { MR_IMAGE_STORAGE } from '../../fixtures/phantom/image-attributes.ts';
import { toDicomJson, writePart10 } from '../../fixtures/phantom/part10.ts';
import { uidFor } from '../../fixtures/phantom/random.ts';
import type { PhantomStudy } from '../../fixtures/phantom/study.ts';

/** The identifier system that the PACS uses as PatientID. */
export const HOSPITAL_NUMBERS = 'urn:oid:2.999.1';
const BIRTH_DATE = '1957-02-28';
const STUDY_DATE = '2026-03-02';

/** A woman whom the service has never heard of, with one lumbar MRI that nobody has measured. */
export interface ColdPatient {
  readonly id: string;
  readonly record: readonly FhirResource[];
  /** Her study as files, made when asked for: forty of them would fill the memory. */
  readonly files: () => Iterable<Uint8Array>;
}

/** @param images what is on her images; patient, study, series and image are hers alone */
export function coldPatient(id: string, images: PhantomStudy): ColdPatient {
  const uid = (...name: string[]) => uidFor('cold', id, ...name);
  const hospitalNumber = id.toUpperCase();
  const own = toDicomJson({
    PatientID: hospitalNumber,
    PatientName: `Cold^${id}`,
    PatientBirthDate: BIRTH_DATE.replaceAll('-', ''),
    StudyDate: STUDY_DATE.replaceAll('-', ''),
    StudyInstanceUID: uid('study'),
    FrameOfReferenceUID: uid('frame of reference'),
    AccessionNumber: hospitalNumber,
  });
  function* files(): Iterable<Uint8Array> {
    for (const [index, { series, dataset, pixels }] of images.instances.entries()) {
      const image = uid('image', String(index));
      const named: DicomJson = toDicomJson({ SeriesInstanceUID: uid(series), SOPInstanceUID: image });
      yield writePart10({ ...dataset, ...own, ...named }, MR_IMAGE_STORAGE, image, pixels);
    }
  }
  return { id, record: recordOf(id, hospitalNumber, uid('study')), files };
}

function recordOf(id: string, hospitalNumber: string, studyInstanceUid: string): FhirResource[] {
  const subject = { reference: `Patient/${id}` };
  return [
    {
      resourceType: 'Patient',
      id,
      identifier: [{ system: HOSPITAL_NUMBERS, value: hospitalNumber }],
      name: [{ family: 'Cold', given: [id] }],
      gender: 'female',
      birthDate: BIRTH_DATE,
    },
    {
      resourceType: 'Condition',
      id: `${id}-back-pain`,
      code: {
        coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M54.50' }],
        text: 'Low back pain',
      },
      subject,
    },
    {
      resourceType: 'ServiceRequest',
      id: `${id}-earlier-order`,
      status: 'completed',
      intent: 'order',
      code: { coding: [{ system: 'http://loinc.org', code: '30679-5' }] },
      subject,
    },
    {
      resourceType: 'ImagingStudy',
      id: `${id}-mri`,
      status: 'available',
      identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${studyInstanceUid}` }],
      modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
      basedOn: [{ reference: `ServiceRequest/${id}-earlier-order` }],
      subject,
      started: STUDY_DATE,
      description: 'MR lumbar spine',
    },
  ];
}
