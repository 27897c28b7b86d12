import { expect, test } from '@jest/globals';
import { valuesOf } from '../../src/mscore/air-place.ts';
import { airInside } from '../../src/spine/air-inside.ts';
import type { Polygon } from '../../src/spine/outline.ts';
import { imageHeader, pixelDescription } from '../mscore/image-header.ts';

const SIZE = { rows: 6, columns: 8 };

function sliceWith(pixelPaddingValue?: number) {
  const header = imageHeader({ pixels: { ...pixelDescription, ...SIZE, pixelPaddingValue } });
  return { header, pixels: Uint16Array.from({ length: 48 }, (_, i) => i) };
}

const box: Polygon = [
  [1.5, 0.5],
  [4.5, 0.5],
  [4.5, 2.5],
  [1.5, 2.5],
];

test('a rectangle of air keeps its rows and columns', () => {
  const place = airInside(sliceWith(), box);
  expect([place.rows, place.columns]).toEqual([2, 3]);
  expect([...place.values]).toEqual([10, 11, 12, 18, 19, 20]);
  expect(place.inside.every((inside) => inside === 1)).toBe(true);
});

test('pixels beside the outline of any other shape, and padding, are not inside', () => {
  const triangle: Polygon = [
    [1, 1],
    [5, 1],
    [1, 5],
  ];
  const place = airInside(sliceWith(10), triangle);
  expect(place.rows * place.columns).toBeGreaterThan(valuesOf(place).length);
  expect([...valuesOf(place)]).not.toContain(10);
  expect(valuesOf(place)[0]).toBe(9);
});

test('a polygon beside the image holds nothing', () => {
  const outside = box.map(([x, y]): [number, number] => [x + 100, y]);
  expect(valuesOf(airInside(sliceWith(), outside)).length).toBe(0);
});
