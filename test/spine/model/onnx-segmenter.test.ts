import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OnnxSegmenter } from '../../../src/spine/model/onnx-segmenter.ts';
import { CLASSES, type NetImage, type Segmentation } from '../../../src/spine/model/segmenter.ts';
import { readWeights, type Weights } from '../../../src/spine/model/weights.ts';

/** An image with a slope, so that no two are alike. */
function image(rows: number, columns: number, tilt = 1): NetImage {
  const pixels = Float32Array.from({ length: rows * columns }, (_, i) => ((i * tilt) % columns) / columns);
  return { rows, columns, pixels };
}

/** What a net answers about images, unread. */
function answers(segmenter: OnnxSegmenter, images: readonly NetImage[]): Promise<Segmentation[]> {
  return segmenter.segment(
    images.map((view) => ({ view })),
    (segmentation) => segmentation,
  );
}

let weights: Weights;
beforeAll(async () => {
  weights = await readWeights('model/vertebra-localiser.json');
});

describe('the net that ships', () => {
  let segmenter: OnnxSegmenter;
  beforeAll(async () => {
    segmenter = await OnnxSegmenter.start(weights);
  });
  afterAll(() => segmenter?.close());

  test('labels every pixel, of images of whatever size', async () => {
    const sizes = [
      [64, 64],
      [33, 95],
      [50, 20],
    ] as const;
    const seen = await answers(
      segmenter,
      sizes.map(([rows, columns]) => image(rows, columns)),
    );
    expect(seen.map(({ rows, columns }) => [rows, columns])).toEqual(sizes);
    for (const { rows, columns, classes, bone, l5, thoracic } of seen) {
      for (const plane of [classes, bone, l5, thoracic]) expect(plane).toHaveLength(rows * columns);
      expect(Math.max(...classes)).toBeLessThan(CLASSES.length);
    }
  });

  test('says of what is hardly bone neither L5 nor thoracic', async () => {
    const [seen] = await answers(segmenter, [image(96, 96, 7)]);
    const unsure = [...(seen?.bone ?? [])].flatMap((bone, i) => (bone < 127 ? [i] : []));
    expect(unsure.some((i) => seen?.l5[i] || seen?.thoracic[i])).toBe(false);
  });

  test('answers in the order of the images, more of them than it takes at once', async () => {
    const images = [1, 2, 3, 4, 5, 6].map((tilt) => image(32, 64, tilt));
    const together = await answers(segmenter, images);
    const alone = await Promise.all(images.map(async (one) => (await answers(segmenter, [one]))[0]));
    together.forEach(({ bone }, i) => {
      const furthest = bone.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (alone[i]?.bone[at] ?? 999))),
        0,
      );
      expect(furthest).toBeLessThanOrEqual(1);
    });
  });

  test('asks for images only a few ahead of the answers that were read', async () => {
    let [asked, read, furthest] = [0, 0, 0];
    function* shown() {
      for (const tilt of [1, 2, 3, 4, 5, 6, 7, 8]) {
        asked += 1;
        furthest = Math.max(furthest, asked - read);
        yield { view: image(32, 64, tilt) };
      }
    }
    await segmenter.segment(shown(), () => (read += 1));
    expect(read).toBe(8);
    expect(furthest).toBeGreaterThan(1);
    expect(furthest).toBeLessThanOrEqual(4);
  });

  test('hands on what making or reading an image throws, and answers the next study', async () => {
    const images = [1, 2, 3, 4].map((tilt) => ({ view: image(32, 64, tilt) }));
    const unreadable = segmenter.segment(images, () => {
      throw new RangeError('unreadable');
    });
    await expect(unreadable).rejects.toThrow(RangeError);
    function* unmade() {
      yield* images;
      throw new TypeError('unmade');
    }
    await expect(segmenter.segment(unmade(), () => 0)).rejects.toThrow(TypeError);
    expect(await answers(segmenter, [image(32, 32)])).toHaveLength(1);
  });

  test('answers one study after the other', async () => {
    const order: string[] = [];
    const study = (name: string) =>
      segmenter.segment(
        [1, 2, 3, 4, 5].map((tilt) => ({ view: image(32, 64, tilt) })),
        () => order.push(name),
      );
    await Promise.all([study('a'), study('b')]);
    expect(order.join('')).toBe('aaaaabbbbb');
  });

  test('answers nothing about no images', async () => {
    expect(await answers(segmenter, [])).toEqual([]);
  });
});

function overtaxed(how: 'timeout' | 'close'): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const args = ['test/spine/model/overtaxed-segmenter.ts', how];
    const child = execFile(process.execPath, args, (_error, out) => resolve({ code: child.exitCode, out }));
  });
}

describe('an answer that takes too long', () => {
  test('is model/failed, the next study gets one, and the service goes on', async () => {
    expect(await overtaxed('timeout')).toEqual({ code: 0, out: 'model/failed,answered' });
  });

  test('holds nothing up when the service stops', async () => {
    expect(await overtaxed('close')).toEqual({ code: 0, out: 'model/failed' });
  });
});

test('a file that is no net is model/runtime, and no worker stays behind', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-net-'));
  const file = join(folder.path, 'net.onnx');
  await writeFile(file, 'not a net');
  await expect(OnnxSegmenter.start({ ...weights, file })).rejects.toMatchObject({
    code: 'model/runtime',
    message: expect.not.stringContaining(folder.path),
  });
});
