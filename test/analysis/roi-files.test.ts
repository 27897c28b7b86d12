import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRoiFile, roiFilesIn } from '../../src/analysis/roi-files.ts';

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'mscore-rois-'));
const rois = JSON.stringify({ format: 'mscore-rois/1', levels: [] });

describe('the ROI file of a study', () => {
  test('is the one that is called by its UID', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, '1.2.3.json'), rois);
    expect(await roiFilesIn(folder.path)('1.2.3')).toMatchObject({ source: 'roi-file' });
    expect(await roiFilesIn(folder.path)('1.2.4')).toBeUndefined();
  });

  test('that is there but not valid is told, not passed over', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, '1.2.3.json'), '{');
    await expect(roiFilesIn(folder.path)('1.2.3')).rejects.toMatchObject({ code: 'spine/roi-file-invalid' });
  });

  test('that is there but cannot be read is told, not passed over', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, '1.2.3.json'));
    await expect(roiFilesIn(folder.path)('1.2.3')).rejects.toMatchObject({
      code: 'spine/roi-file-invalid',
      message: expect.not.stringContaining(folder.path),
    });
  });

  test.each(['../secret', '1.2.3/../secret', ''])('is no other file: %p is no UID', async (uid) => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'rois'));
    await writeFile(join(folder.path, 'secret.json'), rois);
    expect(await roiFilesIn(join(folder.path, 'rois'))(uid)).toBeUndefined();
  });
});

test('a ROI file that was named must be there', async () => {
  await expect(readRoiFile('no/such/file.json')).rejects.toMatchObject({
    code: 'spine/roi-file-invalid',
    message: expect.stringContaining('cannot be read'),
  });
});
