import { describe, expect, test } from '@jest/globals';
import type { Slice } from '../../src/dicom/image.ts';
import { findAir, withAir } from '../../src/spine/find-air.ts';
import { type Polygon, rasterise } from '../../src/spine/outline.ts';
import { air } from '../mscore/air.ts';
import { acquisition, imageHeader, pixelDescription } from '../mscore/image-header.ts';
import { syntheticSpine } from '../support/synthetic-slice.ts';
import type { Box } from './annotated-spine.ts';
import { fillBox } from './model/drawn-slice.ts';

const SIZE = { rows: 160, columns: 200 };
const NOISE = Uint16Array.from(air(SIZE.rows * SIZE.columns, { seed: 3, sigma: 10 }));

interface Scene {
  readonly tissue: readonly Box[];
  readonly phase?: 'ROW' | 'COLUMN';
  readonly padding?: { readonly value: number; readonly box: Box };
  readonly sopInstanceUid?: string;
}

/** An image of air with patients in it. */
function sliceOf({ tissue, phase, padding, sopInstanceUid = '1.2.3.1.1' }: Scene): Slice {
  const pixels = NOISE.slice();
  for (const box of tissue) fillBox(pixels, SIZE.columns, box, 400);
  if (padding) fillBox(pixels, SIZE.columns, padding.box, padding.value);
  const header = imageHeader({
    sopInstanceUid,
    acquisition: { ...acquisition, phaseEncodingDirection: phase },
    pixels: { ...pixelDescription, ...SIZE, pixelPaddingValue: padding?.value },
  });
  return { header, pixels };
}

const sizeOf = (place: Polygon) => rasterise(place, SIZE).length;
const boxOf = (place: Polygon): Box => {
  const [xs, ys] = [place.map(([x]) => x), place.map(([, y]) => y)];
  return [Math.min(...xs) + 0.5, Math.min(...ys) + 0.5, Math.max(...xs) + 0.5, Math.max(...ys) + 0.5];
};
const overlap = ([al, at, ar, ab]: Box, [bl, bt, br, bb]: Box) =>
  Math.max(0, Math.min(ar, br) - Math.max(al, bl)) * Math.max(0, Math.min(ab, bb) - Math.max(at, bt));

/** A patient from head to feet, air in front and behind. */
const UPRIGHT: Box = [50, 0, 110, 160];
/** One who ends within the image. */
const SHORT: Box = [50, 70, 110, 160];

describe('air', () => {
  const places = findAir(sliceOf({ tissue: [UPRIGHT], phase: 'COLUMN' }));

  test('is found in front of and behind the patient, in up to four rectangles, the largest first', () => {
    expect(places.length).toBeGreaterThanOrEqual(2);
    expect(places.length).toBeLessThanOrEqual(4);
    const sizes = places.map(sizeOf);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(places.some((place) => boxOf(place)[2] < 50)).toBe(true);
    expect(places.some((place) => boxOf(place)[0] > 110)).toBe(true);
  });

  test('keeps from skin, and from the edge of the image', () => {
    for (const place of places) {
      const [left, top, right, bottom] = boxOf(place);
      expect(Math.min(left, top, SIZE.columns - right, SIZE.rows - bottom)).toBeGreaterThanOrEqual(10);
      expect(overlap([left, top, right, bottom], [42, 0, 118, 160])).toBe(0);
    }
  });

  test('is in 400 pixels and more, and no pixel is counted twice', () => {
    const boxes = places.map(boxOf);
    for (const place of places) expect(sizeOf(place)).toBeGreaterThanOrEqual(400);
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(overlap(a, b)).toBe(0);
    });
  });

  test('is none in an image full of tissue', () => {
    const busy = sliceOf({ tissue: [[0, 0, 200, 160]] });
    // Tissue varies, and its darkest part is not air.
    busy.pixels.forEach((_, i) => {
      busy.pixels[i] = 300 + 200 * Math.sin(i / 7) ** 2 + (i % 200);
    });
    expect(findAir(busy)).toEqual([]);
  });

  test('is none in an image too small to hold any', () => {
    const { header, pixels } = sliceOf({ tissue: [] });
    const small = { ...header, pixels: { ...header.pixels, rows: 20, columns: 20 } };
    expect(findAir({ header: small, pixels: pixels.slice(0, 400) })).toEqual([]);
  });

  test('may be zero: that it is no noise is for the checks of the noise to say', () => {
    const masked = sliceOf({ tissue: [UPRIGHT] });
    masked.pixels.forEach((value, i) => {
      if (value < 100) masked.pixels[i] = 0;
    });
    expect(findAir(masked).length).toBeGreaterThan(0);
  });
});

describe('ghosts run along the phase-encode axis', () => {
  test.each<['ROW' | 'COLUMN', 0 | 1]>([
    ['COLUMN', 0],
    ['ROW', 1],
  ])('%s: no air on a line with the patient', (phase, axis) => {
    const places = findAir(sliceOf({ tissue: [SHORT], phase }));
    expect(places.length).toBeGreaterThan(0);
    const [from, to] = axis === 0 ? [50, 110] : [70, 160];
    for (const place of places) {
      const box = boxOf(place);
      expect(Math.min(to, box[axis === 0 ? 2 : 3]) - Math.max(from, box[axis])).toBeLessThanOrEqual(0);
    }
  });

  test('but air on such a line is better than none', () => {
    expect(findAir(sliceOf({ tissue: [UPRIGHT], phase: 'ROW' })).length).toBeGreaterThan(0);
  });
});

test('padding is no air', () => {
  const padding = { value: 0, box: [0, 0, 45, 160] as const };
  const places = findAir(sliceOf({ tissue: [UPRIGHT], phase: 'COLUMN', padding }));
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) expect(overlap(boxOf(place), padding.box)).toBe(0);
});

test('wedges of zeros that distortion correction leaves are no air', () => {
  const slice = sliceOf({ tissue: [UPRIGHT], phase: 'COLUMN' });
  const wedge: Box = [0, 0, 40, 60];
  fillBox(slice.pixels, SIZE.columns, wedge, 0);
  const places = findAir(slice);
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) expect(overlap(boxOf(place), wedge)).toBe(0);
});

describe('a spine without air', () => {
  const slices = ['1.2.3.1.1', '1.2.3.1.2'].map((sopInstanceUid) =>
    sliceOf({ tissue: [UPRIGHT], sopInstanceUid }),
  );

  test('gets it on the images that its levels are measured on, and on no other', () => {
    const { noise } = withAir(syntheticSpine({ noise: [] }), slices);
    expect(noise.length).toBeGreaterThan(0);
    expect(new Set(noise.map(({ sliceIndex }) => sliceIndex))).toEqual(new Set([0]));
    expect(new Set(noise.map(({ outline }) => outline.sopInstanceUid))).toEqual(new Set(['1.2.3.1.1']));
  });

  test('keeps what a person marked', () => {
    const marked = syntheticSpine();
    expect(withAir(marked, slices)).toBe(marked);
  });
});
