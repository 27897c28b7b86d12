import type { StudyAnnotations } from './annotation.ts';
import type { SeriesHeaders, Slice } from './image.ts';

/** Progress of a long read: `done` of `total` images. */
export type Progress = (done: number, total: number) => void;

/** What a study has, by its headers. */
export interface StudyHeaders {
  /** Its image series, as `readSeries` gives them. */
  readonly series: readonly SeriesHeaders[];
  /** SeriesInstanceUIDs of those that can hold annotation objects (SR, SEG); nothing else is read of them. */
  readonly annotationSeries: readonly string[];
}

/**
 * Where images come from. Two real adapters: DICOMweb (dicomweb-source.ts) and a folder
 * (folder-source.ts). Both raise CodedError with `pacs/…`, `study/…` or `dicom/…` codes.
 */
export interface ImageSource {
  /** Host or folder name, for progress and logs: no credentials and no identifiers. */
  readonly description: string;
  /**
   * The headers of every image series of the study. What is wrong with one series alone is said in its
   * `unreadable`, so that it does not keep the others from being measured; what is wrong with the whole
   * study is raised.
   */
  readSeries(studyInstanceUid: string): Promise<SeriesHeaders[]>;
  /** The same, and which series there are beside them. */
  readStudy(studyInstanceUid: string): Promise<StudyHeaders>;
  /**
   * The annotation objects of these series, bounded in number and size. One that cannot be read is told and
   * left out; only a source that is away is raised.
   */
  readAnnotations(studyInstanceUid: string, annotationSeries: readonly string[]): Promise<StudyAnnotations>;
  /** All decoded images of one series, complete or not at all. */
  readImages(studyInstanceUid: string, seriesInstanceUid: string, progress?: Progress): Promise<Slice[]>;
}

/** What a study finder asks the PACS for when the EHR has no ImagingStudy; of MR studies only, unless it says otherwise. */
export interface StudyQuery {
  readonly studyInstanceUid?: string;
  readonly accessionNumber?: string;
  readonly patientId?: string;
  readonly issuerOfPatientId?: string;
  /** So that a study of another modality is told from one that is not there. */
  readonly anyModality?: boolean;
}

/** One study as QIDO-RS tells (PS3.18 10.6). */
export interface FoundStudy {
  readonly studyInstanceUid: string;
  readonly studyDate: string | undefined;
  readonly accessionNumber: string | undefined;
  readonly studyDescription: string;
  readonly modalities: readonly string[];
  readonly patientId: string | undefined;
  readonly issuerOfPatientId: string | undefined;
}

/** A source that can be asked what was made on a day. */
export interface StudyLister {
  /** The MR studies of the day, ISO date. @throws CodedError `pacs/…`; `archive/day-too-full` when there is no end of them */
  studiesOn(day: string): Promise<FoundStudy[]>;
}

/** A source that can also be asked which MR studies a patient or an order has. */
export interface StudyFinder {
  /** @param signal aborts when nobody waits for the answer any more */
  findStudies(query: StudyQuery, signal?: AbortSignal): Promise<FoundStudy[]>;
}
