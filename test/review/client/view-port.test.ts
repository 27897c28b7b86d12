import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  fitScale,
  fitted,
  fromStage,
  panned,
  toStage,
  zoomed,
} from '../../../src/review/client/view-port.ts';
import type { Point } from '../../../src/spine/outline.ts';

const image = { width: 280, height: 280 };
const stage = { width: 700, height: 500 };
const places = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 500 }));
const close = (a: Point, b: Point) => {
  expect(a[0]).toBeCloseTo(b[0], 6);
  expect(a[1]).toBeCloseTo(b[1], 6);
};

test('the whole image fits, in the middle', () => {
  const port = fitted(image, stage);
  close(toStage(port, stage, [0, 0]), [100, 0]);
  close(toStage(port, stage, [280, 280]), [600, 500]);
});

test('from the stage to the image and back is where one was', () => {
  fc.assert(
    fc.property(places, fc.double({ min: 0.5, max: 8, noNaN: true }), (place, factor) => {
      const port = zoomed(fitted(image, stage), { image, stage, at: [350, 250] }, factor);
      close(toStage(port, stage, fromStage(port, stage, place)), place);
    }),
  );
});

test('zooming keeps what lies under the pointer, as long as the middle stays on the image', () => {
  const port = fitted(image, stage);
  const at: Point = [300, 200];
  const larger = zoomed(port, { image, stage, at }, 3);
  close(fromStage(larger, stage, at), fromStage(port, stage, at));
});

test('zoom and pan have bounds', () => {
  const port = fitted(image, stage);
  const fit = fitScale(image, stage);
  expect(zoomed(port, { image, stage, at: [0, 0] }, 1e6).scale).toBeCloseTo(20 * fit, 9);
  expect(zoomed(port, { image, stage, at: [0, 0] }, 1e-6).scale).toBeCloseTo(fit / 2, 9);
  expect(panned(port, image, [1e6, -1e6]).center).toEqual([0, 280]);
});
