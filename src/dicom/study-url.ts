/** Where a DICOMweb study is. */
export interface StudyUrl {
  readonly baseUrl: string;
  readonly studyInstanceUid: string;
}

export function isUrl(location: string): boolean {
  return /^https?:\/\//.test(location);
}

/** `…/studies/<StudyInstanceUID>` in its parts; undefined for the address of anything else. */
export function parseStudyUrl(location: string): StudyUrl | undefined {
  const [, baseUrl, studyInstanceUid] = /^(.+)\/studies\/([0-9.]{1,64})\/?$/.exec(location) ?? [];
  return baseUrl === undefined || studyInstanceUid === undefined ? undefined : { baseUrl, studyInstanceUid };
}
