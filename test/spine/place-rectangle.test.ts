import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isInsideEroded, toMillimetres } from '../../src/spine/outline.ts';
import { placeRectangle } from '../../src/spine/place-rectangle.ts';
import { sagittal } from '../mscore/image-header.ts';
import { centerOf, polygonArea, vertebralBody } from './body.ts';

const bodies = fc.record({
  angle: fc.double({ min: -40, max: 40, noNaN: true }),
  depth: fc.double({ min: 24, max: 42, noNaN: true }),
  height: fc.double({ min: 18, max: 34, noNaN: true }),
});

describe('the 0.40 cm² rectangle in a vertebral body', () => {
  test('has its area and keeps 2 mm from cortex and endplates, in any body', () => {
    fc.assert(
      fc.property(bodies, ({ angle, depth, height }) => {
        const body = vertebralBody([200, 200], angle, depth, height);
        const placed = placeRectangle(body, sagittal) ?? [];
        const inMillimetres = toMillimetres(placed, sagittal);
        expect(polygonArea(inMillimetres)).toBeCloseTo(40, 6);
        expect(isInsideEroded(inMillimetres, toMillimetres(body, sagittal), 2)).toBe(true);
      }),
    );
  });

  test('lies in the anterior two thirds, turned as the body is', () => {
    fc.assert(
      fc.property(bodies, ({ angle, depth, height }) => {
        const placed = placeRectangle(vertebralBody([200, 200], angle, depth, height), sagittal) ?? [];
        const radians = (angle * Math.PI) / 180;
        // Columns grow towards the back: what lies behind has the larger coordinate along the body's axis.
        const behind = placed.map(([c, r]) => (c - 200) * Math.cos(radians) + (r - 200) * Math.sin(radians));
        const endOfFrontPart = (depth * 2) / 6;
        // The body's angle is found to half a degree.
        expect(Math.max(...behind)).toBeLessThan(endOfFrontPart + 1);
        expect(centerOf(placed)[0]).toBeLessThan(200);
      }),
    );
  });

  test('finds the front by the geometry, not by the side of the image', () => {
    const mirrored = { ...sagittal, rowDirection: [0, -1, 0] as const };
    const placed = placeRectangle(vertebralBody([200, 200]), mirrored) ?? [];
    expect(centerOf(placed)[0]).toBeGreaterThan(200);
  });

  test('minds the spacing of each axis', () => {
    const plane = { ...sagittal, rowSpacing: 1 };
    const body = vertebralBody([200, 200]).map(([c, r]) => [c, r / 2] as const);
    const placed = placeRectangle(body, plane) ?? [];
    expect(polygonArea(placed) * 0.5 * 1).toBeCloseTo(40, 6);
  });

  test('moves off the middle when the outline is dented there', () => {
    const [a, b, c, d] = vertebralBody([200, 200]);
    if (!a || !b || !c || !d) throw new Error('a body has four corners');
    // A Schmorl's node from above, right over the middle of the front part.
    const dented = [a, [185, a[1]], [187, 197], [191, 197], [193, a[1]], b, c, d] as const;
    const placed = placeRectangle(dented, sagittal);
    expect(placed).toBeDefined();
    expect(isInsideEroded(toMillimetres(placed ?? [], sagittal), toMillimetres(dented, sagittal), 2)).toBe(
      true,
    );
  });
});

describe('no rectangle', () => {
  test('in a body that is too flat: it is never made smaller', () => {
    expect(placeRectangle(vertebralBody([200, 200], 0, 32, 9), sagittal)).toBeUndefined();
  });

  test('in a body whose front two thirds are too short', () => {
    expect(placeRectangle(vertebralBody([200, 200], 0, 13, 25), sagittal)).toBeUndefined();
  });

  test('in an outline as large as several bodies', () => {
    expect(placeRectangle(vertebralBody([200, 200], 0, 32, 80), sagittal)).toBeUndefined();
  });

  test('on an image that is not sagittal', () => {
    const coronal = { ...sagittal, rowDirection: [1, 0, 0] as const };
    expect(placeRectangle(vertebralBody([200, 200]), coronal)).toBeUndefined();
  });
});
