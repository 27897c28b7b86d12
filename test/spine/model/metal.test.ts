import { describe, expect, test } from '@jest/globals';
import { holdsMetal, voidIn } from '../../../src/spine/model/metal.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, fillBox, MM, sightingOf } from './drawn-slice.ts';

const SIZE = { rows: 60, columns: 60 };
const BODY: DrawnPart = { name: 'body', box: [15, 20, 37, 38], grey: 300 };

function vertebra(voids: readonly { box: Box; grey?: number; seen?: boolean }[]) {
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
  ])('has its area, %s', (_how, seen) => {
    const screw = vertebra([{ box: [20, 25, 26, 31], seen }]);
    expect(voidIn(screw)).toBeCloseTo(36 * MM ** 2, 6);
    expect(holdsMetal(screw)).toBe(true);
  });

  test('is metal from 45 mm² on', () => {
    expect(holdsMetal(vertebra([{ box: [20, 25, 24, 30], seen: true }]))).toBe(true);
    expect(holdsMetal(vertebra([{ box: [20, 25, 24, 29], seen: true }]))).toBe(false);
  });

  test('is not what is dark but gives signal, such as sclerosis', () => {
    expect(voidIn(vertebra([{ box: [20, 25, 30, 35], grey: 70, seen: true }]))).toBe(0);
  });

  test('beside the body, such as the disc, does not count', () => {
    expect(voidIn(vertebra([{ box: [15, 40, 37, 46], seen: true }]))).toBe(0);
  });

  test('is the largest of all slices', () => {
    const [clean, screw] = [vertebra([]), vertebra([{ box: [20, 25, 26, 31] }])];
    const both = { ...clean, sightings: [...clean.sightings, ...screw.sightings] };
    expect(voidIn(both)).toBe(voidIn(screw));
  });
});
