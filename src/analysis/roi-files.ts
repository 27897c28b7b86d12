import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../errors.ts';
import type { Localiser } from '../spine/localiser.ts';
import { parseRoiFile } from '../spine/roi-file.ts';
import { RoiFileLocaliser } from '../spine/roi-file-localiser.ts';
import { isSystemError } from '../system-error.ts';

/**
 * The levels as a person marked them in a file.
 *
 * @throws CodedError `spine/roi-file-invalid`
 */
export async function readRoiFile(file: string): Promise<Localiser> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('spine/roi-file-invalid', 'the file cannot be read', { cause });
  });
  return new RoiFileLocaliser(parseRoiFile(text));
}

/** Looks for `<StudyInstanceUID>.json` in the site's folder of ROI files. */
export function roiFilesIn(folder: string): (studyInstanceUid: string) => Promise<Localiser | undefined> {
  return async (studyInstanceUid) => {
    // A UID is digits and dots (PS3.5 9.1); anything else must not become a path.
    if (!/^[0-9.]{1,64}$/.test(studyInstanceUid)) return undefined;
    return readRoiFile(join(folder, `${studyInstanceUid}.json`)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof CodedError && isSystemError(error.cause, 'ENOENT');
}
