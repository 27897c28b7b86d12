import { describe, expect, test } from '@jest/globals';
import type { Slice } from '../../src/dicom/image.ts';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import type { LocatedLevel } from '../../src/spine/localiser.ts';
import type { Point, Polygon } from '../../src/spine/outline.ts';
import { implausibilities } from '../../src/spine/plausible-levels.ts';
import { sagittal } from '../mscore/image-header.ts';
import { pointsOf, sagittalSlices, vertebralBody } from './body.ts';

const slices = sagittalSlices(5);
const outline = (polygon: Polygon) => ({
  sopInstanceUid: '1.2.3.1.1',
  frameNumber: 1,
  polygon: pointsOf(polygon),
});
/** A ROI of 7 × 5 mm. */
const roi = (center: Point) => outline(vertebralBody(center, 0, 7, 5));
const at = (level: Level, row: number, sliceIndex = 2): LocatedLevel => ({
  level,
  roi: roi([200, row]),
  sliceIndex,
});
/** L1 to L4 by the rows of their centres; two rows are 1 mm. */
const spine = (rowOf: (i: number) => number) => LEVELS.map((level, i) => at(level, rowOf(i)));
const DOWNWARDS = (i: number) => 60 + 70 * i;
const UPWARDS = (i: number) => 270 - 70 * i;

const problems = (levels: readonly LocatedLevel[], on: readonly Slice[] = slices) =>
  implausibilities(levels, on);

describe('plausible are', () => {
  test('levels in order, 35 mm from one to the next', () => {
    expect(problems(spine(DOWNWARDS))).toEqual([]);
  });

  test('levels on different slices, their bodies drawn', () => {
    const levels = spine(DOWNWARDS).map((level, i) => ({
      ...level,
      sliceIndex: i + 1,
      body: outline(vertebralBody([200, DOWNWARDS(i)])),
    }));
    expect(problems(levels)).toEqual([]);
  });

  test('levels twice as far apart when the one between is left out', () => {
    expect(problems([at('L1', 60), at('L3', 260)])).toEqual([]);
  });

  test('one level 12 mm higher on the next slice', () => {
    expect(problems([at('L2', 200, 1), at('L2', 224, 2)])).toEqual([]);
  });

  test('bodies that touch where the disc is gone', () => {
    const touching = spine((i) => 60 + 48 * i).map((level, i) => ({
      ...level,
      body: outline(vertebralBody([200, 60 + 48 * i])),
    }));
    expect(problems(touching)).toEqual([]);
  });

  test('none', () => {
    expect(problems([])).toEqual([]);
  });
});

describe('implausible are', () => {
  test('levels upside down', () => {
    expect(problems(spine(UPWARDS))).toEqual([
      'L2 is not below L1',
      'L3 is not below L2',
      'L4 is not below L3',
    ]);
  });

  test('two names exchanged', () => {
    const exchanged = [at('L1', 60), at('L3', 130), at('L2', 200), at('L4', 270)];
    expect(problems(exchanged)).toContain('L3 is not below L2');
  });

  test('one body four times', () => {
    const found = problems(spine(() => 200));
    expect(found).toContain('L2 is not below L1');
    expect(found).toContain('L1 and L4 overlap');
  });

  test('one body on four slices, each time a little lower', () => {
    const levels = LEVELS.map((level, i) => at(level, 200 + 2 * i, i + 1));
    expect(problems(levels)).toContain('L1 and L2 are 1 mm apart');
  });

  test.each([
    ['too near', 28, 'L1 and L2 are 14 mm apart'],
    ['too far', 122, 'L1 and L2 are 61 mm apart'],
  ])('neighbours %s', (_what, rows, text) => {
    expect(problems([at('L1', 60), at('L2', 60 + rows)])).toEqual([text]);
  });

  test('one level at two heights', () => {
    expect(problems([at('L2', 200, 1), at('L2', 226, 2)])).toEqual(['L2 at heights 13 mm apart']);
  });

  test('a body that reaches over its neighbour', () => {
    const long = outline(vertebralBody([200, 100], 0, 32, 60));
    const levels = [{ ...at('L1', 100), body: long }, at('L2', 150)];
    expect(problems(levels)).toEqual(['L1 and L2 overlap']);
  });
});

test('the order is that of the patient, however the image is turned', () => {
  const turned = slices.map(({ header, pixels }) => ({
    header: { ...header, plane: { ...sagittal, columnDirection: [0, 0, 1] as const } },
    pixels,
  }));
  expect(problems(spine(UPWARDS), turned)).toEqual([]);
  expect(problems(spine(DOWNWARDS), turned)).toContain('L2 is not below L1');
});

test('without geometry only the overlap is seen', () => {
  const nowhere = slices.map(({ header, pixels }) => ({ header: { ...header, plane: undefined }, pixels }));
  expect(problems(spine(UPWARDS), nowhere)).toEqual([]);
  expect(problems([at('L1', 200), at('L2', 200)], nowhere)).toEqual(['L1 and L2 overlap']);
});
