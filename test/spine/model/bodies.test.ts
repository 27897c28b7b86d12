import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { findBodies, type SeenBody } from '../../../src/spine/model/bodies.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, segmentationOf } from './drawn-slice.ts';

const SIZE = { rows: 130, columns: 70 };
const MM = 1.2;

function bodiesIn(parts: readonly DrawnPart[], size = SIZE): SeenBody[] {
  return findBodies(segmentationOf({ parts, size }), MM, ([column, row]) => ({
    back: column * MM,
    down: row * MM,
  }));
}
const body = (box: Box, change: Partial<DrawnPart> = {}): DrawnPart => ({ name: 'body', box, ...change });
const pixelsIn = ([left, top, right, bottom]: Box) => (right - left) * (bottom - top);
/** A body of 33 × 26 mm. */
const usual = (top: number): Box => [15, top, 43, top + 22];

const boxes = fc
  .record({
    left: fc.integer({ min: 1, max: 20 }),
    top: fc.integer({ min: 1, max: 60 }),
    width: fc.integer({ min: 15, max: 40 }),
    height: fc.integer({ min: 14, max: 40 }),
  })
  .map(({ left, top, width, height }): Box => [left, top, left + width, top + height]);

describe('a body', () => {
  test('has all its pixels, its area in mm² and its centre, whatever its size', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const [left, top, right, bottom] = box;
        const found = bodiesIn([body(box)]);
        expect(found).toHaveLength(1);
        expect(new Set(found[0]?.pixels).size).toBe(pixelsIn(box));
        expect(found[0]?.area).toBeCloseTo(pixelsIn(box) * MM ** 2, 6);
        expect(found[0]?.centre[0]).toBeCloseTo((left + right - 1) / 2, 9);
        expect(found[0]?.centre[1]).toBeCloseTo((top + bottom - 1) / 2, 9);
        expect(found[0]?.place.down).toBeCloseTo(((top + bottom - 1) / 2) * MM, 9);
      }),
      { numRuns: 40 },
    );
  });

  test('is what the net gives one half and more', () => {
    const found = bodiesIn([body(usual(5), { bone: 0.52 }), body(usual(60), { bone: 0.48 })]);
    expect(found.map(({ bone }) => Math.round(bone * 100))).toEqual([52]);
  });

  test('says how much of it is L5 and thoracic', () => {
    const [mixed, thoracic] = bodiesIn([
      body(usual(5)),
      { name: 'l5', box: [15, 5, 29, 27] },
      { name: 'thoracic', box: usual(60) },
    ]);
    expect(mixed).toMatchObject({ l5: 0.5, thoracic: 0 });
    expect(thoracic).toMatchObject({ l5: 0, thoracic: 1 });
  });

  test('of less than 250 mm² is none', () => {
    expect(bodiesIn([body([10, 10, 23, 23])])).toEqual([]);
  });

  test.each<[string, Box, boolean]>([
    ['top', [15, 0, 43, 20], true],
    ['bottom', [15, 108, 43, 130], true],
    ['front', [0, 50, 25, 72], true],
    ['back', [45, 50, 70, 72], true],
    ['no', [1, 1, 69, 40], false],
  ])('that ends at the %s edge of the image is cut', (_edge, box, cut) => {
    expect(bodiesIn([body(box)]).map((found) => found.cut)).toEqual([cut]);
  });

  test('cut by the edge keeps its pixels there', () => {
    const box: Box = [15, 0, 43, 20];
    expect(bodiesIn([body(box)])[0]?.pixels).toHaveLength(pixelsIn(box));
  });
});

describe('bodies that touch', () => {
  test('come one by one, from above, whatever narrow bridge joins them', () => {
    const gap = fc.integer({ min: 1, max: 8 });
    const bridge = fc.integer({ min: 0, max: 4 });
    const at = fc.integer({ min: 15, max: 39 });
    fc.assert(
      fc.property(gap, bridge, at, (apart, width, left) => {
        const [upper, lower] = [usual(10), usual(32 + apart)];
        const joining: Box = [left, 32, left + width, 32 + apart];
        const found = bodiesIn([body(upper), body(lower), body(joining)]);
        expect(found).toHaveLength(2);
        const [above, below] = found.map(({ pixels }) => pixels.length);
        // Each has its own pixels and part of the bridge, and no pixel belongs to both.
        expect(above).toBeGreaterThanOrEqual(pixelsIn(upper));
        expect(below).toBeGreaterThanOrEqual(pixelsIn(lower));
        expect(new Set(found.flatMap(({ pixels }) => pixels)).size).toBe((above ?? 0) + (below ?? 0));
        expect((above ?? 0) + (below ?? 0)).toBe(pixelsIn(upper) + pixelsIn(lower) + pixelsIn(joining));
      }),
      { numRuns: 40 },
    );
  });

  test('by as much as eight pixels are told apart too, as they are twice as large as the others', () => {
    const found = bodiesIn([
      body(usual(2)),
      body(usual(30)),
      body(usual(58)),
      body([25, 80, 33, 86]),
      body(usual(86)),
    ]);
    expect(found.map(({ centre }) => Math.round(centre[1]))).toEqual(
      [13, 41, 69, 97].map((row) => expect.closeTo(row, -1)),
    );
  });

  test('a large body among small ones stays whole', () => {
    const found = bodiesIn([body([15, 5, 55, 45]), body(usual(55)), body(usual(90))]);
    expect(found.map(({ pixels }) => pixels.length)).toEqual([1600, 616, 616]);
  });
});

const canal = (box: Box): DrawnPart => ({ name: 'canal', box });
const depthWith = (...parts: DrawnPart[]) => bodiesIn([body(usual(50)), ...parts])[0]?.canal;

describe('the canal behind a body', () => {
  test('is as deep as it is behind the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (pixels) => {
        expect(depthWith(canal([47, 0, 47 + pixels, 130]))).toBeCloseTo(pixels * MM, 9);
      }),
      { numRuns: 12 },
    );
  });

  test.each<[string, DrawnPart[]]>([
    ['off the midline', []],
    ['in front of it', [canal([2, 0, 12, 130])]],
    ['beside its upper and lower ends only', [canal([47, 0, 57, 56]), canal([47, 66, 57, 130])]],
    ['further behind than 28 mm', [canal([67, 0, 70, 130])]],
  ])('is not %s', (_where, parts) => {
    expect(depthWith(...parts)).toBe(0);
  });
});
