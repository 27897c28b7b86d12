import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type Canvas,
  dragged,
  handlesOf,
  moved,
  newRectangle,
} from '../../../../src/review/client/edit/shape-edits.ts';
import { pulled, turned } from '../../../../src/review/client/edit/turn.ts';
import { isInsideImage, type Point, type Polygon, toMillimetres } from '../../../../src/spine/outline.ts';
import { centerOf, polygonArea } from '../../../spine/body.ts';

/** Any pixels that are measured, hardly ever square. */
const canvases = fc
  .tuple(fc.double({ min: 0.3, max: 1.2, noNaN: true }), fc.double({ min: 0.3, max: 1.2, noNaN: true }))
  .map(([rowSpacing, columnSpacing]): Canvas => ({
    size: { rows: 400, columns: 300 },
    plane: { rowSpacing, columnSpacing },
  }));
const middles = fc.tuple(fc.integer({ min: 100, max: 200 }), fc.integer({ min: 100, max: 300 }));
const degrees = fc.double({ min: -360, max: 360, noNaN: true });
const polygons = fc
  .array(fc.tuple(fc.integer({ min: 130, max: 170 }), fc.integer({ min: 180, max: 220 })), {
    minLength: 3,
    maxLength: 12,
  })
  .map((points): Polygon => points);
const shapes = fc.tuple(canvases, polygons, degrees);

const close = (a: Polygon, b: Polygon) => {
  expect(a).toHaveLength(b.length);
  a.forEach(([x, y], i) => {
    expect(x).toBeCloseTo(b[i]?.[0] ?? NaN, 6);
    expect(y).toBeCloseTo(b[i]?.[1] ?? NaN, 6);
  });
};
const sidesOf = (polygon: Polygon, { plane }: Canvas) =>
  toMillimetres(polygon, plane).map(([x, y], i, all) => {
    const [nextX, nextY] = all[(i + 1) % all.length] ?? [x, y];
    return [nextX - x, nextY - y] as const;
  });
/** Millimetres, in the order of the corners. */
const lengthsOf = (polygon: Polygon, canvas: Canvas) =>
  sidesOf(polygon, canvas).map(([x, y]) => Math.hypot(x, y));
/** Degrees of the first side, modulo a whole turn, between −180 and 180. */
const angleOf = (polygon: Polygon, canvas: Canvas) => {
  const [[x, y] = [0, 0]] = sidesOf(polygon, canvas);
  return (Math.atan2(y, x) * 180) / Math.PI;
};
const around = (angle: number) => ((((angle + 180) % 360) + 360) % 360) - 180;

describe('a shape that is turned', () => {
  test('keeps its area, each of its sides and its middle, in millimetres and in the order of its corners', () => {
    fc.assert(
      fc.property(shapes, ([canvas, shape, by]) => {
        const after = turned(shape, by, canvas);
        const [old, now] = [lengthsOf(shape, canvas), lengthsOf(after, canvas)];
        expect(now).toHaveLength(old.length);
        now.forEach((length, i) => expect(length).toBeCloseTo(old[i] ?? NaN, 9));
        expect(polygonArea(toMillimetres(after, canvas.plane))).toBeCloseTo(
          polygonArea(toMillimetres(shape, canvas.plane)),
          6,
        );
        close([centerOf(after)], [centerOf(shape)]);
      }),
    );
  });

  test('has turned by that angle, from columns to rows', () => {
    fc.assert(
      fc.property(canvases, middles, degrees, (canvas, at, by) => {
        const after = turned(newRectangle(at, 0, canvas), by, canvas);
        expect(Math.abs(around(angleOf(after, canvas) - by))).toBeLessThan(1e-6);
      }),
    );
  });

  test('turned back is what it was, and so after a whole turn', () => {
    fc.assert(
      fc.property(shapes, ([canvas, shape, by]) => {
        close(turned(turned(shape, by, canvas), -by, canvas), shape);
        close(turned(turned(shape, by, canvas), 360 - by, canvas), shape);
      }),
    );
  });

  test('is pushed back into the image at its edge, and stays as it is where the image has no room for it', () => {
    const canvas: Canvas = {
      size: { rows: 400, columns: 300 },
      plane: { rowSpacing: 0.8, columnSpacing: 0.5 },
    };
    const atEdge = moved(newRectangle([100, 100], 0, canvas), [-1000, -1000], canvas);
    fc.assert(
      fc.property(degrees, (by) => {
        const after = turned(atEdge, by, canvas);
        expect(isInsideImage(after, canvas.size)).toBe(true);
        expect(polygonArea(after)).toBeCloseTo(polygonArea(atEdge), 6);
      }),
    );
    const strip: Polygon = [
      [10, 10],
      [20, 10],
      [20, 390],
      [10, 390],
    ];
    expect(turned(strip, 90, canvas)).toBe(strip);
  });
});

test('a shape goes around with the pointer that holds it, however far away that is', () => {
  fc.assert(
    fc.property(canvases, middles, degrees, degrees, (canvas, at, start, by) => {
      const shape = newRectangle(at, 20, canvas);
      const { columnSpacing, rowSpacing } = canvas.plane;
      const place = (angle: number, far: number): Point => [
        at[0] + (far * Math.cos((angle * Math.PI) / 180)) / columnSpacing,
        at[1] + (far * Math.sin((angle * Math.PI) / 180)) / rowSpacing,
      ];
      const after = pulled({ shape, from: place(start, 12), to: place(start + by, 30) }, canvas);
      close(after, turned(shape, by, canvas));
    }),
  );
});

test('a turned rectangle that is resized keeps its angle, and the sides across from the corner that is dragged their lines', () => {
  const share = fc.double({ min: 0.5, max: 2, noNaN: true });
  const corners = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(canvases, degrees, corners, fc.tuple(share, share), (canvas, by, corner, [wider, higher]) => {
      const roi = turned(newRectangle([150, 200], 0, canvas), by, canvas);
      const cornerOf = (of: Polygon, step: number) => handlesOf(of, canvas)[(corner + step) % 4] ?? [0, 0];
      const [still, one, other] = [cornerOf(roi, 2), cornerOf(roi, 1), cornerOf(roi, 3)];
      const along = (axis: 0 | 1) =>
        still[axis] + wider * (one[axis] - still[axis]) + higher * (other[axis] - still[axis]);
      const to: Point = [along(0), along(1)];
      const after = dragged(roi, corner, to, canvas);
      expect(Math.abs(around(angleOf(after, canvas) - by))).toBeLessThan(1e-6);
      close([cornerOf(after, 2), cornerOf(after, 0)], [still, to]);
    }),
  );
});
