import { CodedError } from '../errors.ts';

/** Where a study lies below the root of a DICOMweb service (PS3.18 10.4, 10.6). */
export function studyPath(studyInstanceUid: string): string {
  return `/studies/${uid(studyInstanceUid)}`;
}

export function seriesPath(studyInstanceUid: string, seriesInstanceUid: string): string {
  return `${studyPath(studyInstanceUid)}/series/${uid(seriesInstanceUid)}`;
}

export function instancePath(
  studyInstanceUid: string,
  seriesInstanceUid: string,
  sopInstanceUid: string,
): string {
  return `${seriesPath(studyInstanceUid, seriesInstanceUid)}/instances/${uid(sopInstanceUid)}`;
}

/** What is no UID (PS3.5 9) names nothing, and must not become part of a path. */
function uid(value: string): string {
  if (!/^[0-9][0-9.]{0,63}$/.test(value)) throw new CodedError('study/not-found');
  return value;
}
