import { writeFile } from 'node:fs/promises';
import { CodedError } from '../errors.ts';

/**
 * Writes a file that an option names.
 *
 * @throws CodedError `cli/unwritable`
 */
export async function writeNamed(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch(unwritable(file));
}

/** For a file that an option names and that cannot be written. */
export function unwritable(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new CodedError('cli/unwritable', file, { cause });
  };
}
