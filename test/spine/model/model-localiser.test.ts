import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PixelDecoder } from '../../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../../src/dicom/folder-source.ts';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import type { Slice } from '../../../src/dicom/image.ts';
import { LEVELS } from '../../../src/mscore/levels.ts';
import type { LocatedSpine } from '../../../src/spine/localiser.ts';
import { ModelLocaliser } from '../../../src/spine/model/model-localiser.ts';
import type { NetImage, Segmenter } from '../../../src/spine/model/segmenter.ts';
import { type RunningModel, startModel } from '../../../src/spine/model/start-model.ts';
import { readWeights } from '../../../src/spine/model/weights.ts';
import { rasterise } from '../../../src/spine/outline.ts';
import { type PhantomFolder, phantomFolder } from '../../support/phantom-folder.ts';
import { air } from '../../mscore/air.ts';
import { centerOf, sagittalSlices } from '../body.ts';
import { planeOf, segmentationOf } from './drawn-slice.ts';
import { restored, STORAGES } from './storages.ts';

const weights = { sha256: 'b'.repeat(64), pixelMm: 2 };

/** A net that sees nothing, and remembers how much it was shown. */
function blind() {
  const shown: NetImage[] = [];
  const segmenter: Segmenter = {
    async segment(slices, read) {
      return Array.from(slices, (slice) => {
        const { rows, columns } = slice.view;
        shown.push(slice.view);
        return read(segmentationOf({ parts: [], size: { rows, columns } }), slice);
      });
    },
  };
  return { localiser: new ModelLocaliser(segmenter, weights), shown };
}
const refusal = (code: string) => expect.objectContaining({ code });

describe('the localiser', () => {
  test('rests on its weights, and on no series in particular', () => {
    const { localiser } = blind();
    expect(localiser).toMatchObject({ source: 'model', basis: expect.stringContaining(weights.sha256) });
    expect(localiser.seriesInstanceUid).toBeUndefined();
  });

  test('shows the net every slice, at the pixel size that it was trained on', async () => {
    const { localiser, shown } = blind();
    await expect(localiser.locate(sagittalSlices(5))).rejects.toEqual(refusal('spine/not-lumbar'));
    // 400 pixels of 0.5 mm.
    expect(shown.map(({ rows, columns }) => [rows, columns])).toEqual(
      Array.from({ length: 5 }, () => [100, 100]),
    );
  });

  test('shows it no more than 24 slices, however many there are', async () => {
    const { localiser, shown } = blind();
    const [slice] = sagittalSlices(1);
    const many = Array.from({ length: 60 }, () => slice).flatMap((each) => each ?? []);
    await expect(localiser.locate(many)).rejects.toEqual(refusal('spine/not-lumbar'));
    expect(shown.length).toBeGreaterThan(12);
    expect(shown.length).toBeLessThanOrEqual(24);
  });

  test.each<[string, (slice: Slice) => Slice]>([
    ['say not where they are', ({ header, pixels }) => ({ header: { ...header, plane: undefined }, pixels })],
    [
      'are not sagittal',
      ({ header, pixels }) => {
        const plane = { ...planeOf({ header, pixels }), rowDirection: [1, 0, 0] as const };
        return { header: { ...header, plane }, pixels };
      },
    ],
  ])('does not ask the net about images that %s', async (_what, change) => {
    const { localiser, shown } = blind();
    await expect(localiser.locate(sagittalSlices(3).map(change))).rejects.toEqual(
      refusal('spine/not-lumbar'),
    );
    expect(shown).toEqual([]);
  });

  test('refuses where there are no images', async () => {
    await expect(blind().localiser.locate([])).rejects.toEqual(refusal('spine/not-lumbar'));
  });
});

describe('with the net that ships, on the phantom', () => {
  let phantom: PhantomFolder;
  let slices: Slice[];
  let model: RunningModel;
  let expected: LocatedSpine;

  beforeAll(async () => {
    const decoder = new PixelDecoder();
    phantom = await phantomFolder();
    const source = await FolderSource.open(phantom.path, { decoder });
    slices = await source.readImages(phantom.truth.studyInstanceUid, phantom.truth.seriesInstanceUid);
    await decoder.close();
    model = await startModel();
    expected = await model.localiser.locate(slices);
  });
  afterAll(async () => {
    await model?.close();
    await phantom?.[Symbol.asyncDispose]();
  });

  test('finds L1–L4, each ROI in the true body', () => {
    expect([...new Set(expected.levels.map(({ level }) => level))]).toEqual([...LEVELS]);
    const { truth } = phantom;
    for (const { level, body } of truth.levels) {
      const found = expected.levels.find(
        (each) => each.level === level && each.roi.sopInstanceUid === truth.sopInstanceUid,
      );
      const [slice] = slices;
      const size = slice?.header.pixels ?? { rows: 0, columns: 0 };
      const inside = new Set(rasterise(body.polygon, size));
      const roi = rasterise(found?.roi.polygon ?? [[0, 0]], size);
      expect(roi.length).toBeGreaterThan(20);
      expect(roi.filter((pixel) => !inside.has(pixel))).toEqual([]);
    }
  });

  test('says which weights it was, and how sure it is', async () => {
    const { sha256 } = await readWeights('model/vertebra-localiser.json');
    expect(expected).toMatchObject({ source: 'model', weightsSha256: sha256, leftOut: [] });
    expect(model.localiser.basis).toContain(sha256);
    for (const { confidence = 0 } of expected.levels) expect(confidence).toBeGreaterThan(0.5);
  });

  test('marks fluid in the true canal, and L5 and T12 as neighbours', () => {
    expect(expected.csf.map(({ behind }) => behind)).toEqual(['L3', 'L2', 'L4']);
    expect(expected.others?.map(({ name }) => name)).toEqual(expect.arrayContaining(['L5', 'T12']));
  });

  test('does not mind the order of the slices', async () => {
    const backwards = await model.localiser.locate(slices.toReversed());
    expect(placesOf(backwards, slices.toReversed())).toEqual(placesOf(expected, slices));
  });

  test.each(STORAGES.slice(-1))('does not mind how they are stored: %s', async (_name, storage) => {
    const turned = slices.map((slice) => restored(slice, storage));
    const there = placesOf(await model.localiser.locate(turned), turned);
    const here = placesOf(expected, slices);
    expect(there.map(([level, image]) => [level, image])).toEqual(
      here.map(([level, image]) => [level, image]),
    );
    there.forEach(([, , place], i) => {
      const other = here[i]?.[2] ?? [0, 0, 0];
      // The places that are tried are half a millimetre apart, from whichever side.
      expect(Math.hypot(...place.map((value, axis) => value - (other[axis] ?? 0)))).toBeLessThan(1.5);
    });
  });

  test('refuses noise', async () => {
    const noise = Uint16Array.from(air(slices[0]?.pixels.length ?? 0, { seed: 1, sigma: 100 }));
    await expect(
      model.localiser.locate(slices.map(({ header }) => ({ header, pixels: noise }))),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^spine\//),
      kind: 'refusal',
    });
  });

  test('refuses a series that ends above the sacrum', async () => {
    const upper = slices.map(({ header, pixels }) => {
      const rows = Math.floor(header.pixels.rows * 0.55);
      return {
        header: { ...header, pixels: { ...header.pixels, rows } },
        pixels: pixels.slice(0, rows * header.pixels.columns),
      };
    });
    await expect(model.localiser.locate(upper)).rejects.toMatchObject({
      code: expect.stringMatching(/^spine\//),
      kind: 'refusal',
    });
  });
});

/** Level, image and middle of each ROI in the patient, in an order that does not depend on that of the slices. */
function placesOf({ levels }: LocatedSpine, slices: readonly Slice[]) {
  return levels
    .map(({ level, roi, sliceIndex }) => {
      const slice = slices[sliceIndex];
      if (!slice) throw new RangeError('no such slice');
      return [level, roi.sopInstanceUid, pixelToPatient(planeOf(slice), centerOf(roi.polygon))] as const;
    })
    .toSorted(([a, imageA], [b, imageB]) => (`${a} ${imageA}` < `${b} ${imageB}` ? -1 : 1));
}
