import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../errors.ts';

/**
 * Every file below a folder, or the file itself, in an order that does not depend on the machine. Links
 * to files are followed, links to folders are not.
 *
 * @throws CodedError `study/not-found` when there is no such folder, `pacs/too-large` beyond `maxFiles`
 */
export async function listFiles(path: string, maxFiles: number): Promise<string[]> {
  const root = await stat(path).catch(unreadable);
  if (root.isFile()) return [path];
  const files: string[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(unreadable)) {
      const location = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(location);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(location)))) files.push(location);
      if (files.length + folders.length > maxFiles)
        throw new CodedError('pacs/too-large', `over ${maxFiles} files`);
    }
  }
  return files.toSorted((a, b) => (a < b ? -1 : 1));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** For files and folders that are not there, or that we may not read. */
export function unreadable(cause: unknown): never {
  throw new CodedError('study/not-found', 'a file or folder cannot be read', { cause });
}
