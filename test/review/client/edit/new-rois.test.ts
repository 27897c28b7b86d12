import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { EditedSpine } from '../../../../src/review/client/edit/edited-spine.ts';
import { newLevelRoi, newPlace } from '../../../../src/review/client/edit/new-rois.ts';
import type { ImageHeader } from '../../../../src/dicom/image.ts';
import { LEVELS, type Level } from '../../../../src/mscore/levels.ts';
import { type Polygon, toMillimetres, toPixels } from '../../../../src/spine/outline.ts';
import { cornersOf } from '../../../../src/spine/rectangle.ts';
import { sagittal } from '../../../mscore/image-header.ts';
import { centerOf, polygonArea, sagittalSlices } from '../../../spine/body.ts';

/** Pixels of 0.8 × 0.5 mm. */
const plane = { ...sagittal, rowSpacing: 0.8, columnSpacing: 0.5 };
const images = sagittalSlices(4).map(({ header }): ImageHeader => ({ ...header, plane }));
const spot = { sliceIndex: 1, at: [200, 200] } as const;

/** A rectangle that lies along so many degrees, in the order of corners that it has from there. */
function lying(angle: number, first = 0): Polygon {
  const corners = cornersOf({ center: [100, 160], width: 8, height: 5, angle });
  return toPixels([...corners.slice(first), ...corners.slice(0, first)], plane);
}
const roi = (level: Level, angle: number, sliceIndex = 1, first = 0) => ({
  level,
  sliceIndex,
  polygon: lying(angle, first),
});
const spineWith = (...levels: EditedSpine['levels']): EditedSpine => ({
  levels,
  air: [],
  fluid: [],
  others: [],
  excluded: [],
});
/** Degrees of the longer side of a new ROI, from −90 to 90. */
function angleOfNew(level: Level, ...levels: EditedSpine['levels']): number {
  const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = toMillimetres(
    newLevelRoi(level, spot, spineWith(...levels), images)?.polygon ?? [],
    plane,
  );
  return (Math.atan((by - ay) / (bx - ax)) * 180) / Math.PI;
}

describe('a new ROI of a level', () => {
  test('has 0.40 cm² about the place that is asked for', () => {
    const { polygon = [] } = newLevelRoi('L3', spot, spineWith(roi('L2', 20)), images) ?? {};
    expect(polygonArea(toMillimetres(polygon, plane))).toBeCloseTo(40, 6);
    const [x, y] = centerOf(polygon);
    expect([x, y].map((value) => Number(value.toFixed(6)))).toEqual(spot.at);
  });

  test('lies along the nearest level, from whichever corner and in whichever direction that was drawn', () => {
    const angle = fc.integer({ min: -89, max: 89 });
    fc.assert(
      fc.property(angle, fc.integer({ min: 0, max: 3 }), fc.boolean(), (tilt, first, reversed) => {
        const drawn = roi('L4', tilt, 1, first);
        const polygon = reversed ? drawn.polygon.toReversed() : drawn.polygon;
        const angleOf = angleOfNew('L3', roi('L1', -40), { ...drawn, polygon });
        expect(angleOf).toBeCloseTo(tilt, 6);
      }),
    );
  });

  test('between two levels lies half way, also where they lie on both sides of upright', () => {
    expect(angleOfNew('L3', roi('L2', 4), roi('L4', 20))).toBeCloseTo(12, 6);
    expect(Math.abs(angleOfNew('L3', roi('L2', 85), roi('L4', -89)))).toBeCloseTo(88, 6);
  });

  test('follows what lies on its own image rather than on others', () => {
    expect(angleOfNew('L3', roi('L2', 30, 3), roi('L2', 10, 1))).toBeCloseTo(10, 6);
    expect(angleOfNew('L3', roi('L2', 30, 3), roi('L2', 10, 2))).toBeCloseTo(20, 6);
  });

  test('lies straight where no rectangle says how', () => {
    const triangle = { ...roi('L2', 30), polygon: lying(30).slice(1) };
    expect(angleOfNew('L3', triangle)).toBeCloseTo(0, 6);
    expect(angleOfNew('L1')).toBeCloseTo(0, 6);
  });

  test('has the shape that it has on another image', () => {
    const elsewhere = roi('L3', 33, 3);
    expect(newLevelRoi('L3', spot, spineWith(elsewhere, roi('L2', 5)), images)).toEqual({
      ...elsewhere,
      sliceIndex: 1,
    });
  });
});

test('nothing new is placed on an image that does not say how large its pixels are', () => {
  const unknown = images.map((image): ImageHeader => ({ ...image, plane: undefined }));
  for (const level of LEVELS) expect(newLevelRoi(level, spot, spineWith(), unknown)).toBeUndefined();
  expect(newPlace('air', spot, unknown)).toBeUndefined();
});
