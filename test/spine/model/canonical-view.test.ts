import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import type { ImagePlane, Slice } from '../../../src/dicom/image.ts';
import { type CanonicalView, canonicalView } from '../../../src/spine/model/canonical-view.ts';
import { imageHeader, pixelDescription, sagittal } from '../../mscore/image-header.ts';
import { planeOf } from './drawn-slice.ts';
import { restored, STORAGES } from './storages.ts';

type Grey = (column: number, row: number) => number;
const SIZE = { rows: 40, columns: 30 };

/** A usual sagittal slice; its pixels are 1 mm deep and 1.25 mm high unless it says otherwise. */
function slice(grey: Grey, plane: Partial<ImagePlane> = {}, size = SIZE): Slice {
  const pixels = new Uint16Array(size.rows * size.columns);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = grey(i % size.columns, Math.floor(i / size.columns));
  const placed = { ...sagittal, rowSpacing: 1.25, columnSpacing: 1, ...plane };
  return { header: imageHeader({ plane: placed, pixels: { ...pixelDescription, ...size } }), pixels };
}

function viewOf(of: Slice, millimetres: number): CanonicalView {
  const view = canonicalView(of, millimetres);
  if (!view) throw new RangeError('no view');
  return view;
}

const brightest = ({ pixels, columns }: CanonicalView) => {
  const at = pixels.indexOf(Math.max(...pixels));
  return [at % columns, Math.floor(at / columns)] as const;
};

/** Nothing about it is symmetric, and no column is air. */
const uneven: Grey = (column, row) => 200 + 7 * column + 3 * row + ((column * row) % 41);
const millimetres = fc.double({ min: 0.8, max: 2.5, noNaN: true });
const storages = fc.constantFrom(...STORAGES.map(([, storage]) => storage));

describe('one anatomy, eight ways to store it', () => {
  test.each(STORAGES)('%s: the same view', (_name, storage) => {
    const usual = slice(uneven);
    const [expected, view] = [viewOf(usual, 1.5), viewOf(restored(usual, storage), 1.5)];
    expect([view.rows, view.columns]).toEqual([33, 20]);
    const furthest = view.pixels.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected.pixels[i] ?? 9))),
      0,
    );
    expect(furthest).toBeLessThan(1e-5);
  });

  test('a point of the view is the same point of the patient', () => {
    const usual = slice(uneven, { position: [3, -40, 70] });
    const at = fc.double({ min: 0, max: 19, noNaN: true });
    fc.assert(
      fc.property(storages, millimetres, at, at, (storage, mm, x, y) => {
        const turned = restored(usual, storage);
        const [a, b] = [usual, turned].map((stored) =>
          pixelToPatient(planeOf(stored), viewOf(stored, mm).toSlice([x, y])),
        );
        a?.forEach((coordinate, axis) => expect(b?.[axis]).toBeCloseTo(coordinate, 9));
      }),
    );
  });

  test('what is brightest in the view is brightest in the slice: toSlice goes to that very pixel', () => {
    fc.assert(
      fc.property(
        storages,
        fc.integer({ min: 4, max: 25 }),
        fc.integer({ min: 4, max: 35 }),
        (storage, column, row) => {
          const spot = slice((c, r) => 1000 - 20 * Math.max(Math.abs(c - column), Math.abs(r - row)));
          const stored = restored(spot, storage);
          const view = viewOf(stored, 1);
          const [, y, z] = pixelToPatient(planeOf(stored), view.toSlice(brightest(view)));
          const [, trueY, trueZ] = pixelToPatient(planeOf(spot), [column, row]);
          expect(Math.abs(y - trueY)).toBeLessThanOrEqual(0.5);
          expect(Math.abs(z - trueZ)).toBeLessThanOrEqual(0.63);
        },
      ),
    );
  });
});

test('head up, anterior to the left', () => {
  const frontAndHigh = viewOf(
    slice((c, r) => (c < 8 && r < 8 ? 900 : 300)),
    1,
  );
  const [column, row] = brightest(frontAndHigh);
  expect([column < 8, row < 10]).toEqual([true, true]);
});

test('the outer borders of slice and view coincide', () => {
  const view = viewOf(slice(uneven), 2.5);
  const [left, top] = view.toSlice([-0.5, -0.5]);
  const [right, bottom] = view.toSlice([view.columns - 0.5, view.rows - 0.5]);
  expect([left, top, right, bottom].map((edge) => Math.round(edge * 1e6) / 1e6)).toEqual([
    -0.5, -0.5, 29.5, 39.5,
  ]);
});

/** 1 % void, 0.2 % flare, and a ramp between. */
const withVoidAndFlare: Grey = (c, r) => (r === 0 ? 0 : c < 4 && r < 5 ? 60_000 : 1000 + 10 * c);

describe('grey values', () => {
  test('run from the 1st percentile at 0 to the 99.5th at 1, nothing above 1.3 or below 0', () => {
    const size = { rows: 90, columns: 90 };
    const view = viewOf(slice(withVoidAndFlare, { rowSpacing: 1, columnSpacing: 1 }, size), 1);
    expect(Math.min(...view.pixels)).toBe(0);
    expect(Math.max(...view.pixels)).toBeCloseTo(1.3, 6);
  });

  test('do not depend on what the scanner multiplied or added', () => {
    const gain = fc.double({ min: 0.5, max: 8, noNaN: true });
    const offset = fc.integer({ min: 0, max: 3000 });
    const expected = viewOf(
      slice((c, r) => 10 * uneven(c, r)),
      1.5,
    );
    fc.assert(
      fc.property(gain, offset, (factor, shift) => {
        const view = viewOf(
          slice((c, r) => Math.round(factor * 10 * uneven(c, r)) + shift),
          1.5,
        );
        expect(view.columns).toBe(expected.columns);
        view.pixels.forEach((value, i) => expect(value).toBeCloseTo(expected.pixels[i] ?? 9, 2));
      }),
      { numRuns: 10 },
    );
  });
});

const bodyFrom40To80: Grey = (c) => (c >= 40 && c < 80 ? 500 + c : 0);

describe('columns of nothing but air', () => {
  const size = { rows: 60, columns: 120 };
  const plane = { rowSpacing: 1, columnSpacing: 1 };

  test('are left out but for 12 mm on each side, and points still lie where they lay', () => {
    const view = viewOf(slice(bodyFrom40To80, plane, size), 1);
    expect(view.columns).toBe(40 + 2 * 12);
    expect(view.toSlice([0, 0])).toEqual([28, 0]);
  });

  test('stay where the image ends within 12 mm', () => {
    expect(
      viewOf(
        slice((c) => (c < 115 ? 500 + c : 0), plane, size),
        1,
      ).columns,
    ).toBe(120);
  });

  test('are all there is: the view is the whole image', () => {
    expect(
      viewOf(
        slice(() => 0, plane, size),
        1,
      ).columns,
    ).toBe(120);
  });
});

describe('no view', () => {
  test.each<[string, Slice]>([
    [
      'of a slice that says not where it is',
      { ...slice(uneven), header: { ...slice(uneven).header, plane: undefined } },
    ],
    ['of a coronal slice', slice(uneven, { rowDirection: [1, 0, 0] })],
    ['of an axial slice', slice(uneven, { rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] })],
    ['of what is larger than any sagittal image', slice(uneven, { rowSpacing: 30 })],
    ['of what is too small to be one', slice(uneven, { rowSpacing: 0.05 })],
  ])('%s', (_what, stored) => {
    expect(canonicalView(stored, 1.2)).toBeUndefined();
  });
});
