import { type Attributes, text } from './attributes.ts';
import type { FoundStudy, StudyQuery } from './image-source.ts';

/** More matches than any patient has MR studies; servers may send fewer. */
const MAX_STUDIES = 500;
/** Of one day, at a time. */
export const STUDIES_AT_A_TIME = 100;

/**
 * Search keys for the MR studies of a day, some at a time.
 *
 * @param studyDate `YYYYMMDD`
 * @param offset how many came before
 */
export function daySearch(studyDate: string, offset: number): URLSearchParams {
  const search = new URLSearchParams({
    StudyDate: studyDate,
    ModalitiesInStudy: 'MR',
    limit: String(STUDIES_AT_A_TIME),
    offset: String(offset),
  });
  return withFields(search);
}

/** Search keys of a study query (PS3.18 10.6); undefined when nothing that identifies a study is asked. */
export function studySearch(query: StudyQuery): URLSearchParams | undefined {
  const { studyInstanceUid, accessionNumber, patientId, anyModality } = query;
  if (!studyInstanceUid && !accessionNumber && !patientId) return undefined;
  const search = new URLSearchParams({ limit: String(MAX_STUDIES) });
  if (!anyModality) search.set('ModalitiesInStudy', 'MR');
  if (studyInstanceUid) search.set('StudyInstanceUID', studyInstanceUid);
  if (accessionNumber) search.set('AccessionNumber', accessionNumber);
  if (patientId) search.set('PatientID', patientId);
  return withFields(search);
}

/** What servers need not send unless they are asked. */
function withFields(search: URLSearchParams): URLSearchParams {
  for (const field of ['IssuerOfPatientID', 'StudyDescription', 'ModalitiesInStudy']) {
    search.append('includefield', field);
  }
  return search;
}

/**
 * Whether a study really is what was asked for: servers ignore keys that they do not know, and take
 * asterisks for wildcards. An issuer that the PACS does not tell speaks neither for nor against.
 */
export function matches(study: FoundStudy, query: StudyQuery): boolean {
  return (
    (query.anyModality || study.modalities.includes('MR')) &&
    (!query.studyInstanceUid || study.studyInstanceUid === query.studyInstanceUid) &&
    (!query.accessionNumber || study.accessionNumber === query.accessionNumber.trim()) &&
    (!query.patientId || study.patientId === query.patientId.trim()) &&
    (!query.issuerOfPatientId ||
      study.issuerOfPatientId === undefined ||
      study.issuerOfPatientId === query.issuerOfPatientId.trim())
  );
}

/** One QIDO-RS study result; undefined without a StudyInstanceUID. */
export function foundStudy(result: Attributes): FoundStudy | undefined {
  const studyInstanceUid = text(result, 'StudyInstanceUID');
  if (studyInstanceUid === undefined) return undefined;
  return {
    studyInstanceUid,
    studyDate: text(result, 'StudyDate'),
    accessionNumber: text(result, 'AccessionNumber'),
    studyDescription: text(result, 'StudyDescription') ?? '',
    modalities: result.texts('ModalitiesInStudy'),
    patientId: text(result, 'PatientID'),
    issuerOfPatientId: text(result, 'IssuerOfPatientID'),
  };
}
