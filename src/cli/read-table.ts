import { readFile, stat } from 'node:fs/promises';
import { MAXIMUM_BYTES } from '../cohort/table.ts';
import { CodedError } from '../errors.ts';

/** The text of a CSV file: bounded, and UTF-8 without exception. */
export async function readTable(file: string): Promise<string> {
  const { size } = await stat(file).catch(unreadable(file));
  if (size > MAXIMUM_BYTES) throw new CodedError('cohort/too-large', `${size} bytes`);
  const bytes = await readFile(file).catch(unreadable(file));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CodedError('cohort/not-csv', 'not UTF-8', { cause });
  }
}

/** For a file that an argument names and that cannot be read. */
export function unreadable(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new CodedError('cli/usage', `${file} cannot be read`, { cause });
  };
}
