import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PhantomTruth } from '../../fixtures/phantom/truth.ts';
import { parseRoiFile, type RoiFile } from '../../src/spine/roi-file.ts';

export interface PhantomFolder extends AsyncDisposable {
  /** Holds the DICOM files, `rois.json` and `truth.json` of one study. */
  readonly path: string;
  /** Of the sagittal T1. */
  readonly truth: PhantomTruth;
  readonly rois: RoiFile;
}

/**
 * A phantom study in a folder that goes when it is disposed of. A process of its own makes it: within Jest's
 * sandbox the same arithmetic takes twenty times as long.
 *
 * @param options as of `fixtures/phantom/write.ts`
 */
export async function phantomFolder(...options: string[]): Promise<PhantomFolder> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'mscore-phantom-'));
  await promisify(execFile)(process.execPath, ['fixtures/phantom/write.ts', folder.path, ...options]);
  const truth: PhantomTruth = JSON.parse(await readFile(join(folder.path, 'truth.json'), 'utf8'));
  const rois = parseRoiFile(await readFile(join(folder.path, 'rois.json'), 'utf8'));
  return { path: folder.path, truth, rois, [Symbol.asyncDispose]: () => folder.remove() };
}
