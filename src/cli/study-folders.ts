import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { readImageFile } from '../dicom/image-file.ts';
import { listFiles } from '../dicom/list-files.ts';

/** Looked at in a folder to learn which study it holds; an image is mostly the first file. */
const LOOKED_AT = 50;
const MAX_FILES = 20_000;
const MAX_FILE_BYTES = 512 * 1024 ** 2;

/**
 * The studies of a folder: itself, or its subfolders when their images are of different studies. Hidden folders
 * are passed over; in the order of their names, numbers by their value.
 */
export async function studyFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below: string[] = [];
  for (const entry of entries) {
    if (!entry.name.startsWith('.') && (await isFolder(folder, entry))) below.push(join(folder, entry.name));
  }
  below.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (below.length === 0 || (await holdsStudy(folder, entries))) return [folder];
  const studies = new Set<string>();
  for (const one of below) {
    const study = await firstStudy(await listFiles(one, MAX_FILES));
    if (study !== undefined) studies.add(study);
    if (studies.size > 1) return below;
  }
  return [folder];
}

/** A folder, or a link to one: cohorts are often put together from links. */
async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(join(parent, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

/** Images or a ROI file lie in the folder itself: its subfolders are series. */
async function holdsStudy(folder: string, entries: readonly Dirent[]): Promise<boolean> {
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  if (files.includes('rois.json')) return true;
  return (await firstStudy(files.map((name) => join(folder, name)))) !== undefined;
}

/** Study of the first file that says one; what is damaged says so when it is measured. */
async function firstStudy(files: readonly string[]): Promise<string | undefined> {
  for (const file of files.slice(0, LOOKED_AT)) {
    const named = /^\.(dcm|dicom|ima)$/i.test(extname(file));
    const image = await readImageFile(file, named, MAX_FILE_BYTES).catch(() => undefined);
    if (image !== undefined) return image.studyInstanceUid;
  }
  return undefined;
}
