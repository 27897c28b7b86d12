import { describe, expect, test } from '@jest/globals';
import type { Slice } from '../../src/dicom/image.ts';
import { LEVELS } from '../../src/mscore/levels.ts';
import { levelBeside } from '../../src/spine/level-beside.ts';
import type { LocatedLevel } from '../../src/spine/localiser.ts';
import { imageHeader, sagittal } from '../mscore/image-header.ts';

/** Pixels of 0.5 mm: bodies 36 mm apart. */
const plane = { ...sagittal, rowSpacing: 0.5, columnSpacing: 0.5 };
const slices: Slice[] = [{ header: imageHeader({ plane }), pixels: new Uint16Array() }];

const around = (x: number, y: number) => ({
  outline: {
    sopInstanceUid: '1.2.3.1',
    frameNumber: 1,
    polygon: [
      [x - 4, y - 4],
      [x + 4, y - 4],
      [x + 4, y + 4],
      [x - 4, y + 4],
    ] as [number, number][],
  },
  sliceIndex: 0,
});

/** Bodies from above, each so many pixels further back than the one above it. */
const spine = (slope: number): LocatedLevel[] =>
  LEVELS.map((level, i) => {
    const { outline, sliceIndex } = around(200 + slope * i, 100 + 72 * i);
    return { level, roi: outline, sliceIndex };
  });

describe('the level beside an outline', () => {
  test.each(LEVELS.map((level, i) => [level, 100 + 72 * i] as const))(
    'is %s at its height',
    (level, height) => {
      expect(levelBeside(around(260, height + 20), spine(0), slices)).toBe(level);
    },
  );

  test('is found at a right angle to the spine, not at its height, where the spine leans', () => {
    // One pixel back for each down: what is behind L3 lies above it in the image.
    const behindL3 = around(200 + 2 * 72 + 40, 100 + 2 * 72 - 40);
    expect(levelBeside(behindL3, spine(72), slices)).toBe('L3');
  });

  test('is none beyond the last body, without bodies, or without a place in the patient', () => {
    expect(levelBeside(around(260, 100 + 3 * 72 + 50), spine(0), slices)).toBeUndefined();
    expect(levelBeside(around(260, 100), [], slices)).toBeUndefined();
    const nowhere = [{ header: imageHeader({ plane: undefined }), pixels: new Uint16Array() }];
    expect(levelBeside(around(260, 100), spine(0), nowhere)).toBeUndefined();
  });
});
