import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  isInsideEroded,
  isInsideImage,
  rasterise,
  toMillimetres,
  toPixels,
  type Point,
  type Polygon,
} from '../../src/spine/outline.ts';
import { boundingRectangle, cornersOf } from '../../src/spine/rectangle.ts';
import { polygonArea } from './body.ts';

const square = (from: number, to: number): Polygon => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
];
const size = { rows: 120, columns: 100 };
const coordinate = fc.double({ min: -20, max: 140, noNaN: true });
const point = fc.tuple(coordinate, coordinate);
const polygon = fc.array(point, { minLength: 3, maxLength: 12 });
const rectangle = fc.record({
  center: fc.tuple(
    fc.double({ min: 30, max: 70, noNaN: true }),
    fc.double({ min: 30, max: 90, noNaN: true }),
  ),
  width: fc.double({ min: 2, max: 20, noNaN: true }),
  height: fc.double({ min: 2, max: 20, noNaN: true }),
  angle: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('area', () => {
  test('of a rectangle does not depend on where it lies and how it is turned', () => {
    fc.assert(
      fc.property(rectangle, (drawn) => {
        expect(polygonArea(cornersOf(drawn))).toBeCloseTo(drawn.width * drawn.height, 6);
      }),
    );
  });

  test('in millimetres is the one in pixels times the area of a pixel', () => {
    const spacing = { columnSpacing: 0.5, rowSpacing: 2 };
    fc.assert(
      fc.property(polygon, (drawn) => {
        expect(polygonArea(toMillimetres(drawn, spacing))).toBeCloseTo(polygonArea(drawn), 5);
        expect(polygonArea(toPixels(drawn, spacing))).toBeCloseTo(polygonArea(drawn), 5);
      }),
    );
  });
});

describe('rasterise', () => {
  test('takes the pixels whose centre lies inside', () => {
    expect(rasterise(square(0.5, 2.5), { rows: 4, columns: 4 })).toEqual([5, 6, 9, 10]);
  });

  test('takes a pixel when a ray from it crosses the outline an odd number of times, for any polygon', () => {
    fc.assert(
      fc.property(polygon, (drawn) => {
        const found = new Set(rasterise(drawn, size));
        for (let index = 0; index < size.rows * size.columns; index += 1) {
          const center: Point = [index % size.columns, Math.floor(index / size.columns)];
          if (found.has(index) !== isInside(drawn, center)) throw new Error(`pixel ${index}`);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('gives each pixel once', () => {
    fc.assert(
      fc.property(polygon, (drawn) => {
        const found = rasterise(drawn, size);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  test('has about as many pixels as the area says', () => {
    fc.assert(
      fc.property(rectangle, (drawn) => {
        const perimeter = 2 * (drawn.width + drawn.height);
        const difference = rasterise(cornersOf(drawn), size).length - drawn.width * drawn.height;
        expect(Math.abs(difference)).toBeLessThan(perimeter);
      }),
    );
  });

  test('shares no pixel between neighbours and loses none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), (border) => {
        const left = rasterise(
          [
            [2, 2],
            [border, 2],
            [border, 50],
            [2, 50],
          ],
          size,
        );
        const right = rasterise(
          [
            [border, 2],
            [70, 2],
            [70, 50],
            [border, 50],
          ],
          size,
        );
        const whole = rasterise(
          [
            [2, 2],
            [70, 2],
            [70, 50],
            [2, 50],
          ],
          size,
        );
        expect([...left, ...right].toSorted((a, b) => a - b)).toEqual(whole);
      }),
    );
  });

  test('leaves a hole where an outline runs around it twice', () => {
    const ring: Polygon = [...square(0, 10), [0, 0], [3, 3], [3, 7], [7, 7], [7, 3], [3, 3]];
    const found = rasterise(ring, size);
    expect(found).toContain(1 * size.columns + 1);
    expect(found).not.toContain(5 * size.columns + 5);
  });

  test('a line holds no pixel', () => {
    expect(
      rasterise(
        [
          [1, 1],
          [5, 5],
          [9, 9],
        ],
        size,
      ),
    ).toEqual([]);
  });
});

test('an image reaches half a pixel beyond the centres of its outer pixels', () => {
  expect(isInsideImage(square(-0.5, 99.5), size)).toBe(true);
  expect(isInsideImage(square(-0.6, 50), size)).toBe(false);
  expect(isInsideImage(square(50, 99.6), size)).toBe(false);
});

describe('erosion', () => {
  test('inside the eroded polygon means inside it by that margin', () => {
    expect(isInsideEroded(square(3, 7), square(0, 10), 3)).toBe(true);
    expect(isInsideEroded(square(3, 7), square(0, 10), 3.01)).toBe(false);
    expect(isInsideEroded(square(20, 24), square(0, 10), 1)).toBe(false);
  });

  test('an outline that crosses is not inside, whatever the margin', () => {
    expect(isInsideEroded(square(5, 15), square(0, 10), 0)).toBe(false);
  });

  test('a notch between the corners of the inner polygon counts', () => {
    const notched: Polygon = [
      [0, 0],
      [10, 0],
      [10, 10],
      [5.1, 10],
      [5, 4],
      [4.9, 10],
      [0, 10],
    ];
    expect(isInsideEroded(square(3, 7), notched, 0.1)).toBe(false);
  });
});

test('the bounding rectangle of a turned rectangle is that rectangle', () => {
  fc.assert(
    fc.property(rectangle, fc.integer({ min: 0, max: 89 }), (drawn, angle) => {
      const box = boundingRectangle(cornersOf({ ...drawn, angle }));
      expect(box.width * box.height).toBeCloseTo(drawn.width * drawn.height, 5);
      expect(box.center[0]).toBeCloseTo(drawn.center[0], 5);
      expect(box.center[1]).toBeCloseTo(drawn.center[1], 5);
    }),
  );
});

/** Even-odd rule with a ray to the left, side by side. */
function isInside(drawn: Polygon, [x, y]: Point): boolean {
  let inside = false;
  drawn.forEach(([ax, ay], i) => {
    const [bx, by] = drawn[(i + 1) % drawn.length] ?? [ax, ay];
    if (ay <= y !== by <= y && ax + ((y - ay) / (by - ay)) * (bx - ax) <= x) inside = !inside;
  });
  return inside;
}
