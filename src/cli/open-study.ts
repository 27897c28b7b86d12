import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelDecoder } from '../dicom/decode-pixels.ts';
import { DicomWebSource } from '../dicom/dicomweb-source.ts';
import { FolderSource } from '../dicom/folder-source.ts';
import type { ImageSource } from '../dicom/image-source.ts';
import { isUrl, parseStudyUrl } from '../dicom/study-url.ts';
import { CodedError } from '../errors.ts';

export interface OpenedStudy {
  readonly source: ImageSource;
  readonly studyInstanceUid: string;
  /** Where a ROI file lies beside the study, if it does. */
  readonly roisBeside?: string;
}

/**
 * A study in a folder, or on a PACS that `MSCORE_PACS_AUTHORIZATION` opens.
 *
 * @throws CodedError `cli/usage` for the address of anything else, `study/…`, `dicom/…` for a folder
 */
export async function openStudy(location: string, decoder: PixelDecoder): Promise<OpenedStudy> {
  if (!isUrl(location)) {
    const source = await FolderSource.open(location, { decoder });
    const beside = join(location, 'rois.json');
    const exists = await access(beside).then(
      () => true,
      () => false,
    );
    return { source, studyInstanceUid: source.studyInstanceUid, ...(exists && { roisBeside: beside }) };
  }
  const url = parseStudyUrl(location);
  if (!url) throw new CodedError('cli/usage', 'a DICOMweb URL ends in /studies/<StudyInstanceUID>');
  const authorization = process.env['MSCORE_PACS_AUTHORIZATION'];
  const source = new DicomWebSource({
    baseUrl: url.baseUrl,
    decoder,
    authorization: async () => authorization,
  });
  return { source, studyInstanceUid: url.studyInstanceUid };
}
