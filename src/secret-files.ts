import { readFile } from 'node:fs/promises';
import { CodedError } from './errors.ts';

/** Read anew each time, so that a renewed secret needs no restart; undefined without a file. */
export function secretFrom(file: string | undefined): () => Promise<string | undefined> {
  return async () => (file === undefined ? undefined : readSecret(file));
}

/** @throws CodedError `config/invalid` when the file cannot be read */
export async function readSecret(file: string): Promise<string> {
  return (await readSetting(file)).trim();
}

/** @throws CodedError `config/invalid` when the file cannot be read */
export async function readSetting(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('config/invalid', `${file} cannot be read`, { cause });
  });
}
