import type { DiagnosticReport, ImagingStudy, Patient } from 'fhir/r4.js';
import type { CallingClient } from '../calling-client.ts';
import type { CodedReason } from '../errors.ts';
import type { FhirClient } from '../fhir/fhir-client.ts';
import type { MeasureStudy } from '../jobs/messages.ts';
import type { Site } from '../site.ts';

export type RecordReader = Pick<FhirClient, 'read' | 'search'>;

/** What the PACS calls a study. */
export interface ImagesClue {
  readonly studyInstanceUid?: string | undefined;
  /** Looked at only without a UID. */
  readonly accessionNumber?: string | undefined;
  /** PatientID; another one on the PACS is `study/patient-mismatch`. */
  readonly patientId?: string | undefined;
}

/** What is known of a study: a resource of the record, or what the PACS calls it. */
export type StudyClue =
  { readonly report: DiagnosticReport } | { readonly imagingStudy: ImagingStudy } | ImagesClue;

/** Where a study is looked for, and whose it is. */
export interface Whereabouts {
  readonly client: CallingClient;
  readonly site: Pick<Site, 'images' | 'findStudyBy' | 'patientIdSystems' | 'codes'>;
  readonly record: RecordReader;
}

export type IdentifiedStudy =
  | {
      readonly study: MeasureStudy;
      readonly patient: Patient;
      /** False when only the record names it: its images may be still on their way. */
      readonly onPacs: boolean;
      readonly reason?: undefined;
    }
  | { readonly reason: CodedReason; readonly study?: undefined };
