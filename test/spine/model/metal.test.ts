import { describe, expect, test } from '@jest/globals';
import { holdsMetal, refuseInstrumented, voidIn } from '../../../src/spine/model/metal.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, fillBox, MM, sightingOf } from './drawn-slice.ts';

const SIZE = { rows: 60, columns: 60 };
const BODY: DrawnPart = { name: 'body', box: [15, 20, 37, 38], grey: 300 };

function vertebra(voids: readonly { readonly box: Box; readonly grey?: number; readonly seen?: boolean }[]) {
  // Where a screw is, the net sees no bone.
  const missed = voids
    .filter(({ seen }) => !seen)
    .map(({ box }): DrawnPart => ({ name: 'background', box, grey: 300 }));
  const sighting = sightingOf({
    parts: [BODY, ...missed],
    size: SIZE,
    paint: (pixels, columns) => voids.forEach(({ box, grey = 5 }) => fillBox(pixels, columns, box, grey)),
  });
  return { sightings: [sighting], place: sighting.body.place };
}

describe('signal void in a body', () => {
  test('is none in marrow', () => {
    expect(voidIn(vertebra([]))).toBe(0);
  });

  test.each([
    ['that the net takes for bone', true],
    ['that the net leaves out of the body', false],
  ])('has its area but for the corners, %s', (_how, seen) => {
    const screw = vertebra([{ box: [22, 26, 28, 32], seen }]);
    expect(voidIn(screw)).toBeLessThanOrEqual(36 * MM ** 2);
    expect(voidIn(screw)).toBeGreaterThanOrEqual(32 * MM ** 2);
    expect(holdsMetal(screw)).toBe(true);
  });

  test('is metal from 45 mm² in one piece on', () => {
    expect(holdsMetal(vertebra([{ box: [22, 26, 27, 31], seen: true }]))).toBe(true);
    expect(holdsMetal(vertebra([{ box: [22, 26, 26, 30], seen: true }]))).toBe(false);
    const twoPieces = [
      { box: [19, 27, 23, 31], seen: true },
      { box: [29, 27, 33, 31], seen: true },
    ] as const;
    expect(holdsMetal(vertebra(twoPieces))).toBe(false);
  });

  test('is not what is dark but gives signal, such as sclerosis', () => {
    expect(voidIn(vertebra([{ box: [20, 25, 30, 33], grey: 100, seen: true }]))).toBe(0);
  });

  test('is not a single dark pixel, which is noise', () => {
    expect(voidIn(vertebra([{ box: [25, 29, 26, 30], seen: true }]))).toBe(0);
  });

  test('beside the body or in its endplates does not count', () => {
    expect(voidIn(vertebra([{ box: [15, 37, 37, 46], seen: true }]))).toBe(0);
  });

  test('is the largest of all slices', () => {
    const [clean, screw] = [vertebra([]), vertebra([{ box: [22, 26, 28, 32] }])];
    const both = { ...clean, sightings: [...clean.sightings, ...screw.sightings] };
    expect(voidIn(both)).toBe(voidIn(screw));
  });
});

describe('an instrumented spine', () => {
  const refusal = expect.objectContaining({ code: 'spine/instrumentation' });
  const clean = vertebra([]);
  const screw = vertebra([{ box: [22, 26, 28, 32], seen: true }]);
  const rod = vertebra([{ box: [19, 24, 33, 35], seen: true }]);

  test('is refused when two bodies hold metal, or one holds much of it', () => {
    expect(() => refuseInstrumented([clean, screw, screw])).toThrow(refusal);
    expect(() => refuseInstrumented([clean, rod])).toThrow(refusal);
  });

  test('is not one with a single small void', () => {
    expect(() => refuseInstrumented([clean, screw, clean])).not.toThrow();
  });
});
