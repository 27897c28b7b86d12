import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readManifest } from '../calibration/manifest.ts';
import type { ManifestRow } from '../calibration/manifest-row.ts';
import type { CohortStudy } from '../calibration/study.ts';
import { type CohortProblem, problem } from '../cohort/problem.ts';
import { isUrl, parseStudyUrl } from '../dicom/study-url.ts';
import { CodedError } from '../errors.ts';
import { readTable } from './read-table.ts';
import { studyFolders } from './study-folders.ts';

export type Found =
  | { readonly studies: readonly CohortStudy[]; readonly problems?: undefined }
  | { readonly manifest: string; readonly problems: readonly CohortProblem[] };

/**
 * The studies that the arguments of a calibration name: one manifest, or folders and DICOMweb URLs of studies.
 * A manifest that names what is not there is not used at all.
 *
 * @throws CodedError `cli/usage`, `cohort/not-csv`, `cohort/too-large`
 */
export async function findStudies(
  locations: readonly string[],
  options: { readonly decimalComma: boolean },
): Promise<Found> {
  const [only] = locations;
  if (only !== undefined && locations.length === 1 && (await isFile(only))) {
    return studiesOfManifest(only, options);
  }
  const studies: CohortStudy[] = [];
  for (const [index, location] of locations.entries()) {
    const number = `argument ${index + 1}`;
    if (isUrl(location)) {
      if (!parseStudyUrl(location)) throw new CodedError('cli/usage', `${number} is not the URL of a study`);
      studies.push({ location });
    } else if (await isFolder(location)) {
      studies.push(...(await studyFolders(location)).map((folder) => ({ location: folder })));
    } else {
      throw new CodedError('cli/usage', `${number} is no folder; a manifest is given alone`);
    }
  }
  return { studies: withoutRepetition(studies) };
}

async function studiesOfManifest(file: string, options: { readonly decimalComma: boolean }): Promise<Found> {
  const read = readManifest(await readTable(file), options);
  if ('problems' in read) return { manifest: file, problems: read.problems };
  const base = dirname(resolve(file));
  const studies = read.rows.map((row) => ({
    ...row,
    location: placed(base, row.location),
    second: row.second === undefined ? undefined : placed(base, row.second),
    rois: row.rois === undefined ? undefined : resolve(base, row.rois),
  }));
  const problems = (await Promise.all(studies.map(problemsOf))).flat();
  return problems.length > 0 ? { manifest: file, problems } : { studies };
}

function placed(base: string, location: string): string {
  return isUrl(location) ? location : resolve(base, location);
}

async function problemsOf({ line, location, rois, second }: ManifestRow): Promise<CohortProblem[]> {
  return [
    ...((await isStudy(location)) ? [] : [problem(line, 'study', 'manifest/study-missing')]),
    ...(second === undefined || (await isStudy(second))
      ? []
      : [problem(line, 'second', 'manifest/study-missing')]),
    ...(rois === undefined || (await isFile(rois)) ? [] : [problem(line, 'rois', 'manifest/rois-missing')]),
  ];
}

async function isStudy(location: string): Promise<boolean> {
  return isUrl(location) ? parseStudyUrl(location) !== undefined : isFolder(location);
}

/** The same folder or URL named twice is one exam. */
function withoutRepetition(studies: readonly CohortStudy[]): CohortStudy[] {
  return [...Map.groupBy(studies, placeOf).values()].flatMap((same) => same.slice(0, 1));
}

function placeOf({ location }: CohortStudy): string {
  return isUrl(location) ? location : resolve(location);
}

async function isFile(path: string): Promise<boolean> {
  return !isUrl(path) && (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
