import { expect, test } from '@jest/globals';
import type { Slice } from '../../src/dicom/image.ts';
import type { Outline } from '../../src/mscore/measurement.ts';
import { inBodies } from '../../src/spine/measured-tissue.ts';
import { imageHeader } from '../mscore/image-header.ts';
import { syntheticSpine } from '../support/synthetic-slice.ts';

const slices: Slice[] = [{ header: imageHeader(), pixels: new Uint16Array() }];
const box = (left: number, top: number, right: number, bottom: number): Outline => ({
  sopInstanceUid: '1.2.3.1.1',
  frameNumber: 1,
  polygon: [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ],
});
const of = (level: { roi: Outline; body?: Outline }) =>
  inBodies(syntheticSpine({ levels: [{ level: 'L1', sliceIndex: 0, ...level }] }), slices)[0];

test('noise is measured in the body without its rim, and looked at with its edges', () => {
  const tissue = of({ roi: box(60, 50, 70, 60), body: box(40, 40, 80, 60) });
  expect(tissue?.inside).toEqual(box(45, 42.5, 75, 57.5));
  expect(tissue?.around).toEqual(box(34, 37, 86, 63));
});

test('where the body is not known, in the ROI, and looked at far enough beyond', () => {
  const tissue = of({ roi: box(60, 50, 70, 60) });
  expect(tissue?.inside).toEqual(box(60, 50, 70, 60));
  expect(tissue?.around).toEqual(box(40, 30, 90, 80));
});

test('nothing beyond the image', () => {
  expect(of({ roi: box(0, 0, 10, 10) })?.around).toEqual(box(-0.5, -0.5, 30, 30));
});
