import { namesLumbarSpine } from '../dicom/series-words.ts';
import type { FoundStudy, StudyFinder, StudyQuery } from '../dicom/image-source.ts';
import { reason, type CodedReason } from '../errors.ts';

export type FoundBy = 'imaging-study' | 'qido-accession' | 'qido-patient';

/** The study that a hook is about, and which way it was found. */
export interface StudyTarget extends RecordedStudy {
  readonly studyInstanceUid: string;
  readonly via: FoundBy;
}

/** A study as the EHR's record names it. */
export interface RecordedStudy {
  readonly studyInstanceUid?: string;
  readonly accessionNumber?: string;
  /** `ImagingStudy/id`. */
  readonly imagingStudy?: string;
  /** `ServiceRequest/id` that it was made for. */
  readonly order?: string;
}

/** What is known about the study before the PACS is asked. */
export interface StudyClues {
  /** What the EHR's record says about it, best first. */
  readonly recorded: readonly RecordedStudy[];
  /** Whether any lumbar MRI of the patient will do (ordered), or only the named one (reported). */
  readonly anyLumbar: boolean;
  readonly patientIds: readonly { readonly patientId: string; readonly issuer?: string }[];
}

export type StudySearch =
  | { readonly target: StudyTarget; readonly missing?: undefined }
  | { readonly missing: CodedReason; readonly target?: undefined };

/**
 * Finds the study in the record or on the PACS, in the site's order of preference. A study found on the
 * PACS by patient must be MR and say in its description that it is lumbar; the newest wins.
 *
 * @param signal aborts when nobody waits for the answer any more
 */
export async function findStudy(
  clues: StudyClues,
  ways: readonly ('imaging-study' | 'qido')[],
  finder: StudyFinder,
  signal?: AbortSignal,
): Promise<StudySearch> {
  const ask = (query: StudyQuery) => finder.findStudies(query, signal);
  for (const way of ways) {
    const found = way === 'imaging-study' ? fromRecord(clues) : await fromPacs(clues, ask);
    if (found) return found;
  }
  return { missing: reason('study/not-found') };
}

/**
 * Records of one reported study are alternatives. Of a patient's studies only the newest counts: an older one
 * that names its UID must not stand in for a newer one that does not.
 */
function candidates({ recorded, anyLumbar }: StudyClues): StudyClues['recorded'] {
  return anyLumbar ? recorded.slice(0, 1) : recorded;
}

function fromRecord(clues: StudyClues): StudySearch | undefined {
  for (const recorded of candidates(clues)) {
    const { studyInstanceUid } = recorded;
    if (studyInstanceUid === undefined) continue;
    return { target: { ...namedBy(recorded), studyInstanceUid, via: 'imaging-study' } };
  }
  return undefined;
}

type Ask = (query: StudyQuery) => Promise<FoundStudy[]>;

async function fromPacs(clues: StudyClues, ask: Ask): Promise<StudySearch | undefined> {
  for (const recorded of candidates(clues)) {
    const { accessionNumber } = recorded;
    if (accessionNumber === undefined) continue;
    const studies = await ask({ accessionNumber });
    const found = choose(studies.filter(isMr), 'qido-accession', recorded);
    if (found) return found;
  }
  return clues.anyLumbar ? newestOfPatient(clues, ask) : undefined;
}

async function newestOfPatient(clues: StudyClues, ask: Ask): Promise<StudySearch | undefined> {
  const studies = await Promise.all(
    clues.patientIds.map(({ patientId, issuer }) =>
      ask({ patientId, ...(issuer !== undefined && { issuerOfPatientId: issuer }) }),
    ),
  );
  return choose(
    newest(studies.flat().filter((study) => isMr(study) && namesLumbarSpine(study.studyDescription))),
    'qido-patient',
  );
}

function choose(
  studies: readonly FoundStudy[],
  via: FoundBy,
  recorded: RecordedStudy = {},
): StudySearch | undefined {
  const uids = new Set(studies.map((study) => study.studyInstanceUid));
  const [studyInstanceUid] = uids;
  if (studyInstanceUid === undefined) return undefined;
  if (uids.size > 1) return { missing: reason('study/ambiguous') };
  return { target: { ...namedBy(recorded), studyInstanceUid, via } };
}

/** All studies of the latest date; a study without a date is never the latest. */
function newest(studies: readonly FoundStudy[]): FoundStudy[] {
  const latest = studies.reduce(
    (date, study) => (study.studyDate && study.studyDate > date ? study.studyDate : date),
    '',
  );
  return studies.filter((study) => study.studyDate === latest);
}

/** What the record says of the study that was found. */
function namedBy({ imagingStudy, accessionNumber, order }: RecordedStudy): RecordedStudy {
  return {
    ...(imagingStudy && { imagingStudy }),
    ...(accessionNumber && { accessionNumber }),
    ...(order && { order }),
  };
}

function isMr(study: FoundStudy): boolean {
  return study.modalities.includes('MR');
}
