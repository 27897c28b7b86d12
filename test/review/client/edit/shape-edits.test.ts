import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Canvas,
  dragged,
  grown,
  handlesOf,
  moved,
  newRectangle,
} from '../../../../src/review/client/edit/shape-edits.ts';
import { isInsideImage, type Point, type Polygon } from '../../../../src/spine/outline.ts';
import { centerOf, polygonArea } from '../../../spine/body.ts';

/** Pixels of 0.8 × 0.5 mm. */
const canvas: Canvas = { size: { rows: 300, columns: 200 }, plane: { rowSpacing: 0.8, columnSpacing: 0.5 } };
const SQUARE_MM = 0.8 * 0.5;
const place = fc.tuple(fc.integer({ min: 40, max: 160 }), fc.integer({ min: 40, max: 260 }));
const angle = fc.integer({ min: -45, max: 45 });
const close = (a: Polygon, b: Polygon) =>
  a.forEach(([x, y], i) => {
    expect(x).toBeCloseTo(b[i]?.[0] ?? NaN, 6);
    expect(y).toBeCloseTo(b[i]?.[1] ?? NaN, 6);
  });

test('a new ROI has 0.40 cm² wherever it is put, and is pushed back into the image at its edge', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: -50, max: 250 }), fc.integer({ min: -50, max: 350 })),
      angle,
      (at, turn) => {
        const roi = newRectangle(at, turn, canvas);
        expect(polygonArea(roi) * SQUARE_MM).toBeCloseTo(40, 6);
        expect(isInsideImage(roi, canvas.size)).toBe(true);
      },
    ),
  );
});

test('a move there and back is no move, as long as the edge of the image was not reached', () => {
  const by = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
  fc.assert(
    fc.property(place, angle, by, (at, turn, [dx, dy]) => {
      const roi = newRectangle(at, turn, canvas);
      close(moved(moved(roi, [dx, dy], canvas), [-dx, -dy], canvas), roi);
    }),
  );
});

test('a move stops at the edge', () => {
  const roi = newRectangle([100, 100], 0, canvas);
  const far = moved(roi, [-1000, 0], canvas);
  expect(Math.min(...far.map(([x]) => x))).toBeCloseTo(-0.5, 9);
  expect(polygonArea(far)).toBeCloseTo(polygonArea(roi), 6);
});

test('the corner that is dragged goes to the pointer, the one across from it stays', () => {
  fc.assert(
    fc.property(place, angle, fc.integer({ min: 0, max: 3 }), (at, turn, corner) => {
      const roi = newRectangle(at, turn, canvas);
      const corners = handlesOf(roi, canvas);
      const [middle, old] = [centerOf(corners), corners[corner] ?? at];
      const to: Point = [old[0] + (old[0] - middle[0]) * 0.4, old[1] + (old[1] - middle[1]) * 0.4];
      const after = handlesOf(dragged(roi, corner, to, canvas), canvas);
      close([after[corner] ?? at, after[(corner + 2) % 4] ?? at], [to, corners[(corner + 2) % 4] ?? at]);
    }),
  );
});

test('a ROI does not turn inside out, get too small to measure, or grow out of the image', () => {
  const roi = newRectangle([100, 100], 0, canvas);
  expect(dragged(roi, 2, handlesOf(roi, canvas)[0] ?? [0, 0], canvas)).toBe(roi);
  expect(grown(roi, [-20, 0], canvas)).toBe(roi);
  expect(grown(roi, [500, 0], canvas)).toBe(roi);
});

test('it grows about its middle, by millimetres', () => {
  const roi = newRectangle([100, 100], 30, canvas);
  const larger = grown(roi, [2, 1], canvas);
  close([centerOf(larger)], [centerOf(roi)]);
  const [width, height] = [Math.sqrt(56), 40 / Math.sqrt(56)];
  expect(polygonArea(larger) * SQUARE_MM).toBeCloseTo((width + 2) * (height + 1), 6);
});

test('a shape that is no rectangle is resized by the box around it', () => {
  const triangle: Polygon = [
    [10, 10],
    [30, 10],
    [20, 40],
  ];
  close(handlesOf(triangle, canvas), [
    [10, 10],
    [30, 10],
    [30, 40],
    [10, 40],
  ]);
  close(dragged(triangle, 2, [50, 70], canvas), [
    [10, 10],
    [50, 10],
    [30, 70],
  ]);
});
