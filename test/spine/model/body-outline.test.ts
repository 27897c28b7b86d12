import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import { bodyOutline } from '../../../src/spine/model/body-outline.ts';
import type { Point } from '../../../src/spine/outline.ts';
import type { Box } from '../annotated-spine.ts';
import { polygonArea } from '../body.ts';
import { type DrawnPart, MM, planeOf, sightingOf } from './drawn-slice.ts';
import { STORAGES } from './storages.ts';

const SIZE = { rows: 60, columns: 60 };
const BOX: Box = [15, 20, 37, 38];
const body = (box: Box = BOX, bone = 1): DrawnPart => ({ name: 'body', box, bone });
const outlineOf = (...parts: DrawnPart[]) => bodyOutline(sightingOf({ parts, size: SIZE }));

/** How far a polygon's extremes are from the sides of a box, pixels. */
function offBy(outline: readonly Point[], [left, top, right, bottom]: Box): number {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return Math.max(
    Math.abs(Math.min(...xs) - (left - 0.5)),
    Math.abs(Math.max(...xs) - (right - 0.5)),
    Math.abs(Math.min(...ys) - (top - 0.5)),
    Math.abs(Math.max(...ys) - (bottom - 0.5)),
  );
}

describe('the outline of a rectangle', () => {
  test('is that rectangle to half a pixel, whatever it is and how sure the net', () => {
    const side = fc.integer({ min: 14, max: 30 });
    const at = fc.integer({ min: 3, max: 20 });
    fc.assert(
      fc.property(
        at,
        at,
        side,
        side,
        fc.double({ min: 0.6, max: 1, noNaN: true }),
        (left, top, w, h, bone) => {
          const box: Box = [left, top, left + w, top + h];
          const outline = outlineOf(body(box, bone));
          expect(offBy(outline, box)).toBeLessThanOrEqual(0.5);
          // Cut by a triangle at each corner, half a pixel at most.
          expect(Math.abs(polygonArea(outline) - w * h)).toBeLessThan(w + h);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('lies between the pixels where the net is as sure as not', () => {
    // A rim of which the net is half sure moves the line outwards.
    const rim = outlineOf(body([14, 19, 38, 39], 0.55), body());
    expect(offBy(rim, [14, 19, 38, 39])).toBeLessThan(0.5);
    expect(offBy(rim, BOX)).toBeGreaterThan(0.5);
  });

  test('fills holes', () => {
    const outline = outlineOf(body(), { name: 'background', box: [24, 27, 27, 30] });
    expect(Math.abs(polygonArea(outline) - 22 * 18)).toBeLessThan(20);
  });

  test('leaves the neighbour out, even where it touches', () => {
    const outline = outlineOf(body(), body([15, 39, 37, 57]), body([24, 38, 26, 39]));
    expect(offBy(outline, BOX)).toBeLessThanOrEqual(1.5);
    expect(polygonArea(outline)).toBeLessThan(22 * 18 + 20);
  });

  test.each(STORAGES)('is in the same place of the patient when the slice is stored %s', (_name, storage) => {
    const usual = sightingOf({ parts: [body()], size: SIZE });
    const stored = sightingOf({ parts: [body()], size: SIZE, storage });
    const [a, b] = [usual, stored].map((sighting) =>
      bodyOutline(sighting).map((point) => pixelToPatient(planeOf(sighting.seen.slice), point)),
    );
    expect(b).toHaveLength(a?.length ?? 0);
    a?.forEach((point, i) => point.forEach((value, axis) => expect(b?.[i]?.[axis]).toBeCloseTo(value, 9)));
  });
});

test('at the edge of the image the outline ends there, within a pixel', () => {
  const outline = outlineOf(body([15, 0, 37, 20]));
  expect(outline.length).toBeGreaterThan(3);
  const tops = outline.map(([, y]) => y);
  expect(Math.min(...tops)).toBeGreaterThanOrEqual(-0.5);
  expect(Math.min(...tops)).toBeLessThan(1);
  expect(polygonArea(outline) * MM ** 2).toBeGreaterThan(22 * 19 * MM ** 2 * 0.9);
});
