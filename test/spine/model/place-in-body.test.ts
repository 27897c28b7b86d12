import { describe, expect, test } from '@jest/globals';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import { placeInBody } from '../../../src/spine/model/place-in-body.ts';
import { isInsideEroded, toMillimetres } from '../../../src/spine/outline.ts';
import type { Box } from '../annotated-spine.ts';
import { centerOf, polygonArea } from '../body.ts';
import { type DrawnSlice, fillBox, MM, planeOf, sightingOf } from './drawn-slice.ts';
import { STORAGES, USUAL } from './storages.ts';

const SIZE = { rows: 60, columns: 60 };
const BOX: Box = [15, 20, 37, 38];
const DOWN = { back: 0, down: 1 };
const bodyAt = (box: Box, change: Partial<DrawnSlice> = {}) => {
  const sighting = sightingOf({ parts: [{ name: 'body', box, grey: 300 }], size: SIZE, ...change });
  return { sighting, placed: placeInBody(sighting, DOWN) };
};

describe.each(STORAGES)('the ROI in a body, the slice stored %s', (_name, storage) => {
  const { sighting, placed } = bodyAt(BOX, { storage });
  const plane = planeOf(sighting.seen.slice);
  const at = (corner: readonly [number, number] = [0, 0]) => pixelToPatient(plane, corner);
  const [outline, rectangle] = [placed?.outline ?? [], placed?.rectangle ?? []];

  test('is 0.40 cm², 2 mm inside the outline, in the front of the body', () => {
    const inMillimetres = toMillimetres(rectangle, plane);
    expect(polygonArea(inMillimetres)).toBeCloseTo(40, 6);
    expect(isInsideEroded(inMillimetres, toMillimetres(outline, plane), 2)).toBe(true);
    // +y of the patient is behind.
    const [, roiY] = pixelToPatient(plane, centerOf(rectangle));
    const [, bodyY] = pixelToPatient(plane, centerOf(outline));
    expect(roiY).toBeLessThan(bodyY);
  });

  test('and the body have their values', () => {
    expect(placed?.roi).toMatchObject({ mean: 300, sd: 0 });
    expect(placed?.inside).toMatchObject({ mean: 300, sd: 0 });
    expect(placed?.inside.n).toBeGreaterThan(0.75 ** 2 * 22 * 18 * 0.85);
  });

  test('the body has the shape that was drawn', () => {
    const { anteriorHeight = 0, posteriorHeight = 0, depth = 0, corners } = placed?.shape ?? {};
    expect(Math.abs(anteriorHeight - 18 * MM)).toBeLessThan(1.5);
    expect(Math.abs(posteriorHeight - 18 * MM)).toBeLessThan(1.5);
    expect(Math.abs(depth - 22 * MM)).toBeLessThan(1.5);
    const [front, rear] = [at(corners?.anteriorSuperior), at(corners?.posteriorSuperior)];
    expect(front[1]).toBeLessThan(rear[1] - 25);
    expect(front[2]).toBeGreaterThan(at(corners?.anteriorInferior)[2] + 20);
  });
});

test('the rim is not looked at: cortex is dark', () => {
  const frame = (pixels: Uint16Array, columns: number) => {
    const [left, top, right, bottom] = BOX;
    fillBox(pixels, columns, BOX, 40);
    fillBox(pixels, columns, [left + 1, top + 1, right - 1, bottom - 1], 300);
  };
  expect(bodyAt(BOX, { paint: frame }).placed?.inside).toMatchObject({ mean: 300, sd: 0 });
});

test('padding is no value', () => {
  const { sighting } = bodyAt(BOX);
  const { slice } = sighting.seen;
  const header = { ...slice.header, pixels: { ...slice.header.pixels, pixelPaddingValue: 300 } };
  const padded = { ...sighting, seen: { ...sighting.seen, slice: { ...slice, header } } };
  expect(placeInBody(padded, DOWN)).toBeUndefined();
});

test.each<[string, Box]>([
  ['too flat', [10, 20, 45, 25]],
  ['too short in front', [20, 10, 26, 40]],
])('no ROI in a body that is %s', (_why, box) => {
  // Erosion would take so flat a body away: it is handed over as it would be seen.
  const { sighting } = bodyAt(BOX, { storage: USUAL });
  const [left, top, right, bottom] = box;
  const pixels = Array.from({ length: (right - left) * (bottom - top) }, (_, i) => {
    const row = top + Math.floor(i / (right - left));
    return row * SIZE.columns + left + (i % (right - left));
  });
  expect(placeInBody({ ...sighting, body: { ...sighting.body, pixels } }, DOWN)).toBeUndefined();
});
