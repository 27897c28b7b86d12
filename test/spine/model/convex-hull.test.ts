import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { convexHull } from '../../../src/spine/model/convex-hull.ts';
import type { Point } from '../../../src/spine/outline.ts';
import { polygonArea } from '../body.ts';

const coordinate = fc.integer({ min: -50, max: 50 });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 40 });

/** On which side of a → b a point is; 0 on the line. */
const side = ([ax, ay]: Point, [bx, by]: Point, [x, y]: Point) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);

test('turns one way all around, has every point inside, and corners that are among the points', () => {
  fc.assert(
    fc.property(points, (cloud) => {
      const hull = convexHull(cloud);
      fc.pre(hull.length >= 3);
      const names = new Set(cloud.map(String));
      hull.forEach((corner, i) => {
        expect(names).toContain(String(corner));
        const next = hull[(i + 1) % hull.length] ?? corner;
        const after = hull[(i + 2) % hull.length] ?? corner;
        expect(side(corner, next, after)).toBeGreaterThan(0);
        for (const point of cloud) expect(side(corner, next, point)).toBeGreaterThanOrEqual(0);
      });
    }),
  );
});

test('does not depend on order or repetition', () => {
  fc.assert(
    fc.property(points, (cloud) => {
      expect(convexHull([...cloud, ...cloud].toReversed())).toEqual(convexHull(cloud));
    }),
  );
});

test('of a square with a dent is the square', () => {
  const dented: Point[] = [
    [0, 0],
    [5, 4],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  expect(polygonArea(convexHull(dented))).toBe(100);
  expect(convexHull(dented)).toHaveLength(4);
});
