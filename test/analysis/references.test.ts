import { copyFile, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readReference, readReferences } from '../../src/analysis/references.ts';
import { referenceDigest } from '../../src/mscore/reference-digest.ts';
import { siteReference } from '../mscore/reference-file.ts';

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'mscore-references-'));

describe('the folder of references', () => {
  test('gives every cohort in it, and passes over what is not JSON', async () => {
    await using folder = await temporaryFolder();
    await copyFile('fixtures/references/mikulova-2025.json', join(folder.path, 'b.json'));
    await copyFile('fixtures/references/semireal-invented.json', join(folder.path, 'a.json'));
    await writeFile(join(folder.path, 'README.md'), 'Where these come from');
    expect((await readReferences(folder.path)).map(({ id }) => id)).toEqual([
      'semireal-invented',
      expect.stringContaining('mikulova'),
    ]);
  });

  test('with one file that is not valid gives none, so that no study is refused for it later', async () => {
    await using folder = await temporaryFolder();
    await copyFile('fixtures/references/mikulova-2025.json', join(folder.path, 'a.json'));
    await writeFile(join(folder.path, 'b.json'), '{ "id": "b" }');
    await expect(readReferences(folder.path)).rejects.toMatchObject({ code: 'reference/invalid' });
  });

  test('may be empty, but must be there', async () => {
    await using folder = await temporaryFolder();
    expect(await readReferences(folder.path)).toEqual([]);
    await expect(readReferences(join(folder.path, 'none'))).rejects.toMatchObject({
      code: 'reference/invalid',
    });
  });
});

test('a reference that cannot be read is named', async () => {
  await expect(readReference('none/cohort.json')).rejects.toMatchObject({
    code: 'reference/invalid',
    message: expect.stringContaining('none/cohort.json cannot be read'),
  });
});

test('of a file the statistics are read, with the digest of all that stands in it', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'site.json');
  const exams = siteReference({ n: 2, snr: { mean: 50, sd: 5 }, examSnrs: [46.4645, 53.5355] });
  await writeFile(file, JSON.stringify(exams));
  const { examSnrs: _examSnrs, ...statistics } = exams;
  expect(await readReference(file)).toEqual({ ...statistics, sha256: referenceDigest(exams) });
});
