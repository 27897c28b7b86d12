import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asCodedError, CodedError } from '../errors.ts';
import { parseReference } from '../mscore/parse-reference.ts';
import { referenceDigest } from '../mscore/reference-digest.ts';
import { type KnownReference, statisticsOf } from '../mscore/reference.ts';

/**
 * The statistics of the reference cohort in a file, with the digest of its content.
 *
 * @throws CodedError `reference/invalid`
 */
export async function readReference(file: string): Promise<KnownReference> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('reference/invalid', `${file} cannot be read`, { cause });
  });
  try {
    const reference = parseReference(text);
    return { ...statisticsOf(reference), sha256: referenceDigest(reference) };
  } catch (thrown) {
    const error = asCodedError(thrown);
    throw new CodedError(error.code, `${basename(file)}: ${error.detail ?? ''}`, { cause: thrown });
  }
}

/** All `.json` files of a folder; one that is not valid stops the start rather than being passed over. */
export async function readReferences(folder: string): Promise<KnownReference[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CodedError('reference/invalid', `the folder ${folder} cannot be read`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(files.map((name) => readReference(join(folder, name))));
}
