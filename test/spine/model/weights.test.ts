import { createHash } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLASSES } from '../../../src/spine/model/segmenter.ts';
import { readWeights } from '../../../src/spine/model/weights.ts';

const NET = 'not a net, but so many bytes';
const manifest = {
  name: 'vertebra-localiser',
  version: '1.2.3',
  file: 'net.onnx',
  sha256: createHash('sha256').update(NET).digest('hex'),
  classes: [...CLASSES],
  pixelMm: 1.2,
};
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;

beforeAll(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'mscore-weights-'));
  await writeFile(join(folder.path, 'net.onnx'), NET);
});
afterAll(() => folder.remove());

async function read(content: unknown) {
  const file = join(folder.path, 'manifest.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readWeights(file);
}

describe('weights', () => {
  test('are those of the manifest, beside it', async () => {
    expect(await read(manifest)).toEqual({
      version: '1.2.3',
      sha256: manifest.sha256,
      file: join(folder.path, 'net.onnx'),
      pixelMm: 1.2,
    });
  });

  test('that ship are the ones that their manifest names', async () => {
    expect(await readWeights('model/vertebra-localiser.json')).toMatchObject({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      pixelMm: expect.any(Number),
    });
  });
});

describe('model/weights-missing', () => {
  test('without a manifest', async () => {
    await expect(readWeights(join(folder.path, 'none.json'))).rejects.toMatchObject({
      code: 'model/weights-missing',
    });
  });

  test('without the file that it names', async () => {
    await expect(read({ ...manifest, file: 'gone.onnx' })).rejects.toMatchObject({
      code: 'model/weights-missing',
    });
  });
});

describe('model/weights-mismatch', () => {
  test.each<[string, unknown]>([
    ['other bytes', { ...manifest, sha256: 'a'.repeat(64) }],
    ['a class less', { ...manifest, classes: CLASSES.slice(1) }],
    ['classes in another order', { ...manifest, classes: [...CLASSES].toReversed() }],
    ['a file elsewhere', { ...manifest, file: '../net.onnx' }],
    ['pixels of no size', { ...manifest, pixelMm: 0 }],
    ['no version', { ...manifest, version: 'newest' }],
    ['no hash', { ...manifest, sha256: '' }],
    ['no JSON', '{'],
  ])('%s', async (_what, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'model/weights-mismatch' });
  });

  test('says which hash the file has', async () => {
    const other = read({ ...manifest, sha256: 'a'.repeat(64) });
    await expect(other).rejects.toThrow(manifest.sha256);
  });
});
