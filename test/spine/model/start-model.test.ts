import { copyFile, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startModel } from '../../../src/spine/model/start-model.ts';

const SHIPPED = 'model/vertebra-localiser.json';
const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'mscore-model-'));

test('other weights than those that ship are run when their manifest is named', async () => {
  await using folder = await temporaryFolder();
  const manifest = JSON.parse(await readFile(SHIPPED, 'utf8'));
  const other = join(folder.path, 'other.json');
  await writeFile(other, JSON.stringify({ ...manifest, version: '9.9.9', file: 'other.onnx' }));
  await copyFile(join('model', manifest.file), join(folder.path, 'other.onnx'));
  const model = await startModel({ manifest: other, threads: 1 });
  expect(model.localiser).toMatchObject({ source: 'model', basis: expect.stringContaining(manifest.sha256) });
  await model.close();
});

test('weights that were changed are never run', async () => {
  await using folder = await temporaryFolder();
  const changed = join(folder.path, 'changed.json');
  await copyFile(SHIPPED, changed);
  const { file } = JSON.parse(await readFile(SHIPPED, 'utf8'));
  await writeFile(join(folder.path, file), 'other bytes');
  await expect(startModel({ manifest: changed })).rejects.toMatchObject({ code: 'model/weights-mismatch' });
});
