import { mkdir, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { studyFolders } from '../../src/cli/study-folders.ts';
import { COUNTING_PIXELS, dicomFile, SAGITTAL_T1 } from '../support/dicom-builder.ts';

let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeEach(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'mscore-cohort-'));
});
afterEach(() => folder.remove());

/** An image of this study, or something else. */
async function put(name: string, study?: string): Promise<void> {
  const path = join(folder.path, name);
  await mkdir(dirname(path), { recursive: true });
  const image = { ...SAGITTAL_T1, ...(study && { StudyInstanceUID: study }) };
  await writeFile(path, study ? dicomFile(image, { pixels: COUNTING_PIXELS }) : 'no image');
}

const found = async () =>
  (await studyFolders(folder.path)).map((path) => relative(folder.path, path) || 'the folder');

describe('the studies of a folder', () => {
  test('are itself when images lie in it', async () => {
    await put('1.dcm', '1.2.1');
    await put('t2/1.dcm', '1.2.1');
    await put('other/1.dcm', '1.2.2');
    expect(await found()).toEqual(['the folder']);
  });

  test('are itself when its subfolders are series of one study', async () => {
    await put('t1/1.dcm', '1.2.1');
    await put('t2/1.dcm', '1.2.1');
    await put('notes/readme.txt');
    expect(await found()).toEqual(['the folder']);
  });

  test('are its subfolders when these are of different studies, numbers in their order', async () => {
    await put('woman 10/series/1.dcm', '1.2.10');
    await put('woman 2/1.dcm', '1.2.2');
    await put('woman 1/readme.txt');
    await put('.cache/1.dcm', '1.2.3');
    await put('list.txt');
    expect(await found()).toEqual(['woman 1', 'woman 2', 'woman 10']);
  });

  test('are behind links too', async () => {
    await put('store/a/1.dcm', '1.2.1');
    await put('store/b/1.dcm', '1.2.2');
    const links = join(folder.path, 'links');
    await mkdir(links);
    for (const name of ['a', 'b']) await symlink(join(folder.path, 'store', name), join(links, name));
    await symlink(join(folder.path, 'gone'), join(links, 'c'));
    expect(await studyFolders(links)).toEqual([join(links, 'a'), join(links, 'b')]);
  });

  test('are itself when there is nothing in it, which is said when it is measured', async () => {
    expect(await found()).toEqual(['the folder']);
  });
});
