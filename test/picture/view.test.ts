import { describe, expect, test } from '@jest/globals';
import type { ImagePlane, Vector3 } from '../../src/dicom/image.ts';
import { viewOf } from '../../src/picture/view.ts';
import { imageHeader, pixelDescription, sagittal } from '../mscore/image-header.ts';

const BACK: Vector3 = [0, 1, 0];
const FRONT: Vector3 = [0, -1, 0];
const HEAD: Vector3 = [0, 0, 1];
const FEET: Vector3 = [0, 0, -1];
const [COLUMNS, ROWS] = [6, 4];

function viewWith(plane: Partial<ImagePlane> | undefined) {
  const pixels = { ...pixelDescription, rows: ROWS, columns: COLUMNS };
  return viewOf(imageHeader({ pixels, plane: plane && { ...sagittal, ...plane } }));
}

/** Stored [column, row] of the pixel that is foremost and nearest to the head. */
const STORAGES: [string, Vector3, Vector3, [number, number]][] = [
  ['as shown', BACK, FEET, [0, 0]],
  ['mirrored', FRONT, FEET, [5, 0]],
  ['upside down', BACK, HEAD, [0, 3]],
  ['rotated', FRONT, HEAD, [5, 3]],
  ['transposed', FEET, BACK, [0, 0]],
  ['transposed and mirrored', HEAD, BACK, [5, 0]],
  ['transposed and upside down', FEET, FRONT, [0, 3]],
  ['transposed and rotated', HEAD, FRONT, [5, 3]],
];

describe('the view of a sagittal image', () => {
  test.each(STORAGES)(
    'has the head up and anterior to the left, stored %s',
    (_how, rowDirection, columnDirection, [column, row]) => {
      const view = viewWith({
        rowDirection,
        columnDirection,
      });
      expect(view.edges).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' });
      expect(view.indexAt(0, 0)).toBe(row * COLUMNS + column);
      // The centre of that pixel, in millimetres from the corner.
      expect(view.toView([column, row])).toEqual([0.25, 0.25]);
    },
  );

  test.each(STORAGES)(
    'says which way round columns and rows lie as shown, stored %s',
    (_how, rowDirection, columnDirection) => {
      const view = viewWith({ rowDirection, columnDirection });
      const [origin, column, row] = [view.toView([0, 0]), view.toView([1, 0]), view.toView([0, 1])];
      const [ax, ay] = [column[0] - origin[0], column[1] - origin[1]];
      const [bx, by] = [row[0] - origin[0], row[1] - origin[1]];
      expect(Math.sign(ax * by - ay * bx)).toBe(view.handedness);
    },
  );

  test('keeps the sides of oblong pixels when it is transposed', () => {
    const view = viewWith({ rowDirection: FEET, columnDirection: BACK, rowSpacing: 1, columnSpacing: 2 });
    expect(view).toMatchObject({ columns: ROWS, rows: COLUMNS, spacing: [1, 2] });
  });

  test('names the nearest direction of a tilted image', () => {
    const [sin, cos] = [Math.sin(0.3), Math.cos(0.3)];
    const view = viewWith({ rowDirection: [0, cos, sin], columnDirection: [0, sin, -cos] });
    expect(view.edges).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' });
  });
});

describe('the view of other images', () => {
  test('is as stored, in pixels, where the image does not say how it lies', () => {
    const view = viewWith(undefined);
    expect(view.edges).toBeUndefined();
    expect(view.indexAt(5, 3)).toBe(23);
    expect(view.toView([5, 3])).toEqual([5.5, 3.5]);
  });

  test('has the left of the patient to the right where the image is coronal', () => {
    const view = viewWith({ rowDirection: [-1, 0, 0], columnDirection: FEET });
    expect(view.edges).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' });
  });
});

test.each(STORAGES)('the way back from the view leads to where one came from: %s', (_, row, column) => {
  const view = viewWith({ rowDirection: row, columnDirection: column, rowSpacing: 0.8, columnSpacing: 0.5 });
  const [x, y] = view.fromView(view.toView([4.25, 1.5]));
  expect(x).toBeCloseTo(4.25, 9);
  expect(y).toBeCloseTo(1.5, 9);
});
