import { readFile } from 'node:fs/promises';
import { parseReference } from '../mscore/parse-reference.ts';
import type { Reference } from '../mscore/reference.ts';
import type { StoredReferences } from '../store/references.ts';
import { cutoffOf } from './calibrate-arguments.ts';
import { unreadable } from './read-table.ts';

export interface AddOptions {
  readonly cutoff?: string;
  readonly cutoffSource?: string;
  readonly note?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/**
 * The reference of a file, with another cut-off where one is named: which one it is belongs to the content.
 *
 * @throws CodedError `cli/usage`, `reference/invalid`
 */
export async function referenceToAdd(
  file: string,
  { cutoff, cutoffSource }: Pick<AddOptions, 'cutoff' | 'cutoffSource'>,
): Promise<Reference> {
  const chosen = cutoffOf(cutoff, cutoffSource);
  const reference = parseReference(await readFile(file, 'utf8').catch(unreadable(file)));
  return chosen === null ? reference : { ...reference, cutoff: chosen };
}

/**
 * Stores it.
 *
 * @returns what to print
 * @throws CodedError as `StoredReferences.add`
 */
export async function addReference(
  references: StoredReferences,
  reference: Reference,
  { note, by, json }: AddOptions,
): Promise<string> {
  const { version, added } = await references.add(reference, { by, note });
  const { id } = reference;
  if (json) return JSON.stringify({ id, version, added, cutoff: reference.cutoff }, null, 2);
  const decides =
    reference.cutoff === null
      ? 'It has no cut-off: M-scores are stored, but nothing is suggested (mscore cutoffs lists published ones).'
      : `Cut-off ${reference.cutoff.value} (${reference.cutoff.source}).`;
  return added
    ? `${id} version ${version} is stored, and used from now on. ${decides}`
    : `${id} version ${version} is this very content already; nothing was changed.`;
}
