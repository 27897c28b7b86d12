import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bodyShape } from '../../../src/spine/model/body-shape.ts';
import { toMillimetres, toPixels, type Point, type Polygon } from '../../../src/spine/outline.ts';

const SPACING = { columnSpacing: 0.6, rowSpacing: 0.9 };
const DEPTH = 34;

interface Heights {
  readonly anterior: number;
  readonly middle: number;
  readonly posterior: number;
}

/** A body that leans by `angle`, its corners in the order of bodyShape's, with points every millimetre or so between. */
function trapezoid({ anterior, middle, posterior }: Heights, angle: number, mirrored = false): Polygon {
  const half = DEPTH / 2;
  const corners: Point[] = [
    [-half, -anterior / 2],
    [0, -middle / 2],
    [half, -posterior / 2],
    [half, posterior / 2],
    [0, middle / 2],
    [-half, anterior / 2],
  ];
  const outline = corners.flatMap(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length] ?? [ax, ay];
    return Array.from({ length: 20 }, (_, k): Point => [
      ax + ((bx - ax) * k) / 20,
      ay + ((by - ay) * k) / 20,
    ]);
  });
  return toPixels(
    outline.map((point) => placed(point, angle, mirrored)),
    SPACING,
  );
}

function placed([x, y]: Point, angle: number, mirrored: boolean): Point {
  const [u, v] = turned([x, y], angle);
  return [(mirrored ? -u : u) + 100, v + 90];
}

function turned([x, y]: Point, angle: number): Point {
  const radians = (angle * Math.PI) / 180;
  return [x * Math.cos(radians) - y * Math.sin(radians), x * Math.sin(radians) + y * Math.cos(radians)];
}

/** The directions of the spine and of the back, as the stack knows them. */
function directions(angle: number, mirrored: boolean): [down: Point, back: Point] {
  const [x, y] = turned([0, 1], angle);
  return [
    [mirrored ? -x : x, y],
    [mirrored ? -1 : 1, 0],
  ];
}

const shapeOf = (heights: Heights, angle = 0, mirrored = false) =>
  bodyShape(trapezoid(heights, angle, mirrored), SPACING, ...directions(angle, mirrored));

const angles = fc.double({ min: -50, max: 50, noNaN: true });
const height = fc.double({ min: 18, max: 32, noNaN: true });

describe('a body', () => {
  test('has its heights, depth and corners however it is turned, and from either side', () => {
    fc.assert(
      fc.property(angles, height, height, fc.boolean(), (angle, anterior, posterior, mirrored) => {
        const middle = (anterior + posterior) / 2;
        const heights = { anterior, middle, posterior };
        const shape = shapeOf(heights, angle, mirrored);
        expect(shape.anteriorHeight).toBeCloseTo(anterior, 6);
        expect(shape.posteriorHeight).toBeCloseTo(posterior, 6);
        expect(shape.depth).toBeCloseTo(DEPTH, 6);
        expect(Math.abs(shape.middleHeight - middle)).toBeLessThan(1.5);
        const half = DEPTH / 2;
        const expected: [Point, Point][] = [
          [shape.corners.anteriorSuperior, [-half, -anterior / 2]],
          [shape.corners.posteriorSuperior, [half, -posterior / 2]],
          [shape.corners.posteriorInferior, [half, posterior / 2]],
          [shape.corners.anteriorInferior, [-half, anterior / 2]],
        ];
        for (const [corner, true_] of expected) {
          const [[x, y] = [0, 0]] = toMillimetres([corner], SPACING);
          const [trueX, trueY] = placed(true_, angle, mirrored);
          expect(Math.hypot(x - trueX, y - trueY)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test.each([
    ['wedge', { anterior: 16, middle: 21, posterior: 26 }],
    ['biconcave', { anterior: 26, middle: 17, posterior: 26 }],
    ['crush', { anterior: 20, middle: 18, posterior: 17 }],
  ])('with a %s fracture has its three heights', (_kind, heights) => {
    const shape = shapeOf(heights, 12);
    expect(shape.anteriorHeight).toBeCloseTo(heights.anterior, 6);
    expect(shape.posteriorHeight).toBeCloseTo(heights.posterior, 6);
    expect(Math.abs(shape.middleHeight - heights.middle)).toBeLessThan(2);
  });

  test('leaning other than the spine is measured along the spine', () => {
    const outline = trapezoid({ anterior: 25, middle: 25, posterior: 25 }, 0);
    const shape = bodyShape(outline, SPACING, ...directions(10, false));
    expect(shape.anteriorHeight).toBeGreaterThan(23);
    expect(shape.anteriorHeight).toBeLessThan(25.1);
  });
});
