import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sidesOf, uppermost } from '../../../src/review/client/knob-side.ts';
import { cornersOf } from '../../../src/spine/rectangle.ts';

const stage = { width: 600, height: 400 };
const sides = (center: [number, number], angle = 0) =>
  sidesOf(cornersOf({ center, width: 40, height: 20, angle }));

describe('the knob to turn by', () => {
  test('stands off the middle of a side, straight out', () => {
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (angle) => {
        for (const { middle, knob } of sides([300, 200], angle)) {
          const [out, all] = [knob, middle].map(([x, y]) => Math.hypot(x - 300, y - 200));
          expect((out ?? NaN) - (all ?? NaN)).toBeCloseTo(26, 6);
        }
      }),
    );
  });

  test('is on the upper side, whichever corner comes first', () => {
    expect([0, 90, 180, -90].map((angle) => uppermost(sides([300, 200], angle), stage))).toEqual([
      0, 3, 2, 1,
    ]);
  });

  test('is on another side that is seen where the upper one is outside of the stage', () => {
    // The one to the right, and the lower one where the right is outside too.
    expect(uppermost(sides([40, 20]), stage)).toBe(1);
    expect(uppermost(sides([590, 20]), stage)).toBe(3);
    expect(uppermost(sides([-500, -500]), stage)).toBe(0);
  });
});
