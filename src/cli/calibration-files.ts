import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CodedError } from '../errors.ts';
import { isSystemError } from '../system-error.ts';
import { unwritable, writeNamed } from './write-file.ts';

export interface OutputFiles {
  readonly out: string;
  readonly report?: string | undefined;
  readonly force: boolean;
}

/**
 * Asked before an hour of measuring, not after it.
 *
 * @throws CodedError `calibrate/exists`, `cli/unwritable`, `cli/usage` when both are one file
 */
export async function checkOutputs({ out, report, force }: OutputFiles): Promise<void> {
  if (report !== undefined && resolve(report) === resolve(out)) {
    throw new CodedError('cli/usage', '--out and --report are one file');
  }
  for (const file of report === undefined ? [out] : [out, report]) {
    await access(dirname(resolve(file)), constants.W_OK).catch(unwritable(file));
  }
  const there = await stat(out).catch(() => undefined);
  if (there?.isDirectory()) throw new CodedError('cli/unwritable', `${out} is a folder`);
  if (there && !force) throw new CodedError('calibrate/exists', out);
}

/** The report first: where the reference is, the whole calibration is done. */
export async function writeOutputs(
  { out, report, force }: OutputFiles,
  text: { readonly reference: string; readonly page: () => string },
): Promise<void> {
  if (report !== undefined) await writeNamed(report, text.page());
  await writeFile(out, text.reference, { flag: force ? 'w' : 'wx' }).catch((cause: unknown) => {
    if (isSystemError(cause, 'EEXIST')) throw new CodedError('calibrate/exists', out, { cause });
    return unwritable(out)(cause);
  });
}
