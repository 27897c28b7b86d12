import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PixelDecoder } from '../../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../../src/dicom/folder-source.ts';
import type { Slice } from '../../../src/dicom/image.ts';
import type { LocatedSpine } from '../../../src/spine/localiser.ts';
import { startModel } from '../../../src/spine/model/start-model.ts';
import { describeWithTestData, testData } from '../../support/test-data.ts';
import { centerOf } from '../body.ts';
import { planeOf } from './drawn-slice.ts';

const centresSchema = z.object({
  centres: z.array(z.object({ level: z.string(), x: z.number(), y: z.number() })),
});
/** Millimetres from a vertebra's centre that are still in its body; the next one is 30 away. */
const WITHIN = 16;

describeWithTestData('a real lumbar MRI (lumbar-t1-aka3), with the net that ships', () => {
  let slices: Slice[];
  let located: LocatedSpine;
  let centres: z.infer<typeof centresSchema>['centres'];

  beforeAll(async () => {
    await using stack = new AsyncDisposableStack();
    const decoder = new PixelDecoder();
    stack.defer(() => decoder.close());
    const source = await FolderSource.open(testData('lumbar-t1-aka3/semireal'), { decoder });
    const [series] = await source.readSeries(source.studyInstanceUid);
    slices = await source.readImages(source.studyInstanceUid, series?.seriesInstanceUid ?? '');
    const model = await startModel();
    stack.defer(() => model.close());
    located = await model.localiser.locate(slices);
    const marked: unknown = JSON.parse(await readFile(testData('lumbar-t1-aka3/centres.json'), 'utf8'));
    ({ centres } = centresSchema.parse(marked));
  });

  test('finds at least two of L1–L4', () => {
    expect(new Set(located.levels.map(({ level }) => level)).size).toBeGreaterThanOrEqual(2);
  });

  test('calls every vertebra as the author of the data called it', () => {
    const found = [
      ...located.levels.map(({ level, body, sliceIndex }) => ({ name: level, body, sliceIndex })),
      ...(located.others ?? []).map(({ name, body }) => ({ name, body, sliceIndex: 0 })),
    ];
    for (const { name, body, sliceIndex } of found) {
      const marked = centres.find(({ level }) => level === name);
      const [slice] = slices.slice(sliceIndex);
      const [column, row] = centerOf(body?.polygon ?? []);
      const spacing = slice ? planeOf(slice).rowSpacing : NaN;
      const apart = Math.hypot(column - (marked?.x ?? NaN), row - (marked?.y ?? NaN)) * spacing;
      expect([name, apart < WITHIN]).toEqual([name, true]);
    }
  });
});
