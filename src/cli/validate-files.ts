import { access, readFile, stat } from 'node:fs/promises';
import { readReference } from '../analysis/references.ts';
import { MAXIMUM_BYTES } from '../cohort/table.ts';
import { CodedError } from '../errors.ts';
import type { Reference } from '../mscore/reference.ts';
import { isSystemError } from '../system-error.ts';
import { type Claims, parseClaims } from '../validation/claims.ts';

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

export async function readReferenceArgument(file: string | undefined): Promise<Reference | undefined> {
  if (file === undefined) return undefined;
  await access(file).catch(unreadable(file));
  return readReference(file);
}

/** The claims that are named, or those beside `cohort.csv` in `cohort.claims.json`. */
export async function readClaims(named: string | undefined, table: string): Promise<Claims | undefined> {
  if (named !== undefined) return parseClaims(await readFile(named, 'utf8').catch(unreadable(named)));
  const beside = table.replace(/(?:\.csv)?$/i, '.claims.json');
  const text = await readFile(beside, 'utf8').catch((thrown: unknown) => {
    if (isSystemError(thrown, 'ENOENT')) return undefined;
    return unreadable(beside)(thrown);
  });
  return text === undefined ? undefined : parseClaims(text);
}

function unreadable(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new CodedError('cli/usage', `${file} cannot be read`, { cause });
  };
}
