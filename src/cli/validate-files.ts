import { access, readFile } from 'node:fs/promises';
import { readReference } from '../analysis/references.ts';
import type { Reference } from '../mscore/reference.ts';
import { isSystemError } from '../system-error.ts';
import { type Claims, parseClaims } from '../validation/claims.ts';
import { unreadable } from './read-table.ts';

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
