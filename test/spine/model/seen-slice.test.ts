import { describe, expect, test } from '@jest/globals';
import { seeSlice, stackAxes } from '../../../src/spine/model/seen-slice.ts';
import { drawnSlice, MM, planeOf, segmentationOf } from './drawn-slice.ts';
import { STORAGES } from './storages.ts';

const SIZE = { rows: 60, columns: 60 };
const parts = [
  { name: 'body', box: [15, 10, 37, 28] } as const,
  { name: 'sacrum', box: [15, 40, 30, 58] } as const,
];

describe.each(STORAGES)('a slice that is stored %s', (_name, storage) => {
  const seen = drawnSlice({ parts, size: SIZE, storage, x: 8 });

  test('has its axes backwards and to the feet', () => {
    const { back, down } = stackAxes(planeOf(seen.slice));
    back.forEach((value, axis) => expect(value).toBeCloseTo([0, 1, 0][axis] ?? 9, 9));
    down.forEach((value, axis) => expect(value).toBeCloseTo([0, 0, -1][axis] ?? 9, 9));
  });

  test('has its bodies and its sacrum in millimetres along them', () => {
    // The first pixel lies at y −80, z 120.
    expect(seen.bodies).toHaveLength(1);
    expect(seen.bodies[0]?.place.back).toBeCloseTo(-80 + 25.5 * MM, 6);
    expect(seen.bodies[0]?.place.down).toBeCloseTo(-120 + 18.5 * MM, 6);
    expect(seen.sacrum?.place.down).toBeCloseTo(-120 + 48.5 * MM, 6);
  });

  test('has its place across the stack', () => {
    const next = drawnSlice({ parts: [], size: SIZE, storage, x: 12 });
    expect(Math.abs(next.across - seen.across)).toBeCloseTo(4, 9);
  });
});

test('a slice that says not where it is, is not seen', () => {
  const { slice, view, plane } = drawnSlice({ parts: [], size: SIZE });
  const nowhere = { ...slice, header: { ...slice.header, plane: undefined } };
  const segmentation = segmentationOf({ parts: [], size: SIZE });
  expect(seeSlice({ slice: nowhere, sliceIndex: 0, view }, segmentation, stackAxes(plane))).toBeUndefined();
});
