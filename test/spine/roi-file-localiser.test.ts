import { describe, expect, test } from '@jest/globals';
import { pixelToPatient } from '../../src/dicom/geometry.ts';
import type { Level } from '../../src/mscore/levels.ts';
import { refuseTooFewLevels, type LocatedSpine } from '../../src/spine/localiser.ts';
import type { Point } from '../../src/spine/outline.ts';
import { locateByRoiFile, RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';
import { parseRoiFile } from '../../src/spine/roi-file.ts';
import { imageHeader, sagittal } from '../mscore/image-header.ts';
import { centerOf, pointsOf, polygonArea, sagittalSlices, vertebralBody } from './body.ts';

const slices = sagittalSlices(5);
const rectangleAt = (center: Point, instanceNumber = 3) => ({
  kind: 'rectangle',
  coordinates: 'pixel',
  instanceNumber,
  center,
});
const inPatient = (center: readonly number[]) => ({ kind: 'rectangle', coordinates: 'patient', center });
const bodyAt = (center: Point, instanceNumber = 3) => ({
  kind: 'polygon',
  coordinates: 'pixel',
  instanceNumber,
  points: pointsOf(vertebralBody(center)),
});
const SERIES = '1.2.3.1';
const file = (content: object) =>
  parseRoiFile({ format: 'mscore-rois/1', seriesInstanceUid: SERIES, levels: [], ...content });
const locate = (content: object, on = slices) => locateByRoiFile(file(content), on);
/** Rows of the centres of L1–L4: 35 mm from one to the next. */
const ROWS = { L1: 60, L2: 130, L3: 200, L4: 270 } as const;
const oneLevel = (shape: object, use = 'roi') => ({ levels: [{ level: 'L1', use, shape }] });

describe('shapes in pixel coordinates', () => {
  test('lie on the image that they name by number or by UID', () => {
    const byNumber = locate(oneLevel(rectangleAt([200, 200], 4)));
    expect(byNumber.levels).toMatchObject([
      { level: 'L1', sliceIndex: 3, roi: { sopInstanceUid: '1.2.3.1.4' } },
    ]);
    const named = { ...rectangleAt([200, 200]), instanceNumber: undefined, sopInstanceUid: '1.2.3.1.2' };
    expect(locate(oneLevel(named)).levels[0]?.sliceIndex).toBe(1);
  });

  test('lie on the frame of a multi-frame image', () => {
    const frames = slices.map(({ header, pixels }, i) => ({
      header: imageHeader({ ...header, sopInstanceUid: '1.2.3.1.1', instanceNumber: 1, frameNumber: i + 1 }),
      pixels,
    }));
    const { levels } = locate(oneLevel({ ...rectangleAt([200, 200], 1), frameNumber: 4 }), frames);
    expect(levels).toMatchObject([{ sliceIndex: 3, roi: { frameNumber: 4 } }]);
  });

  test('are 0.40 cm², wider than high, unless they say otherwise', () => {
    const roi = locate(oneLevel(rectangleAt([200, 200]))).levels[0]?.roi.polygon ?? [];
    expect(polygonArea(roi) * 0.5 * 0.5).toBeCloseTo(40, 2);
    const [width, height] = [0, 1].map(
      (axis) =>
        Math.max(...roi.map((point) => point[axis] ?? 0)) - Math.min(...roi.map((point) => point[axis] ?? 0)),
    );
    expect((width ?? 0) / (height ?? 1)).toBeCloseTo(1.4, 6);
  });
});

describe('shapes in millimetres of the patient', () => {
  const third = { ...sagittal, position: [0, -100, 100] as const };

  test('lie on the nearest slice, at the pixel below', () => {
    const [, y, z] = pixelToPatient(third, [150, 180]);
    const { levels } = locate(oneLevel(inPatient([1.9, y, z])));
    expect(levels[0]?.sliceIndex).toBe(2);
    const [column, row] = centerOf(levels[0]?.roi.polygon ?? []);
    expect(column).toBeCloseTo(150, 6);
    expect(row).toBeCloseTo(180, 6);
  });

  test('further than half a slice gap from every slice they are left out', () => {
    const { levels, leftOut } = locate(oneLevel(inPatient([10.1, 0, 0])));
    expect(levels).toEqual([]);
    expect(leftOut).toMatchObject([{ level: 'L1', reason: { code: 'spine/roi-outside' } }]);
  });

  test('a polygon across slices is left out', () => {
    const points = [
      [0, 0, 0],
      [0, 10, 0],
      [3, 10, 10],
    ];
    const { leftOut } = locate(oneLevel({ kind: 'polygon', coordinates: 'patient', points }));
    expect(leftOut[0]?.reason.code).toBe('spine/roi-outside');
  });

  test('need images that say where they are', () => {
    const nowhere = slices.map(({ header, pixels }) => ({ header: { ...header, plane: undefined }, pixels }));
    expect(() => locate(oneLevel(inPatient([0, 0, 0])), nowhere)).toThrow(
      expect.objectContaining({ code: 'dicom/no-geometry' }),
    );
  });
});

describe('bodies', () => {
  test('get a rectangle in their front part, and stay beside it', () => {
    const [level] = locate(oneLevel(bodyAt([200, 200]), 'body')).levels;
    expect(polygonArea(level?.roi.polygon ?? []) * 0.25).toBeCloseTo(40, 2);
    expect(centerOf(level?.roi.polygon ?? [])[0]).toBeLessThan(200);
    expect(level?.body?.polygon).toEqual(pointsOf(vertebralBody([200, 200])));
  });

  test('beside a drawn ROI only say what it lies in', () => {
    const { levels } = locate({
      levels: [
        { level: 'L1', use: 'body', shape: bodyAt([200, 200]) },
        { level: 'L1', use: 'roi', shape: rectangleAt([205, 200]) },
      ],
    });
    expect(levels).toHaveLength(1);
    expect(centerOf(levels[0]?.roi.polygon ?? [])[0]).toBeCloseTo(205, 6);
    expect(levels[0]?.body).toBeDefined();
  });

  test('too small for it leave the level out', () => {
    const shape = { ...bodyAt([200, 200]), points: pointsOf(vertebralBody([200, 200], 0, 32, 8)) };
    const { levels, leftOut } = locate(oneLevel(shape, 'body'));
    expect(levels).toEqual([]);
    expect(leftOut).toMatchObject([{ level: 'L1', reason: { code: 'spine/roi-outside' } }]);
  });
});

test('several slices of one level all count', () => {
  const { levels } = locate({
    levels: [2, 3, 4].map((slice) => ({ level: 'L2', shape: rectangleAt([200, 200], slice) })),
  });
  expect(levels.map(({ level, sliceIndex }) => [level, sliceIndex])).toEqual([
    ['L2', 1],
    ['L2', 2],
    ['L2', 3],
  ]);
});

test('levels come from above, however the file lists them', () => {
  const levels = (['L4', 'L1', 'L3'] as const).map((level) => ({
    level,
    shape: rectangleAt([200, ROWS[level]]),
  }));
  expect(locate({ levels }).levels.map(({ level }) => level)).toEqual(['L1', 'L3', 'L4']);
});

test('a level outside the image is left out and the others stay', () => {
  const { levels, leftOut } = locate({
    levels: [
      { level: 'L1', shape: rectangleAt([200, 3]) },
      { level: 'L2', shape: rectangleAt([200, 200]) },
    ],
  });
  expect(levels.map(({ level }) => level)).toEqual(['L2']);
  expect(leftOut.map(({ level }) => level)).toEqual(['L1']);
});

test('a ROI of a few pixels is left out', () => {
  const { leftOut } = locate(oneLevel({ ...rectangleAt([200, 200]), widthMm: 2, heightMm: 2 }));
  expect(leftOut[0]?.reason.text).toContain('16 pixels');
});

test('air and fluid come with their slice, fluid with the level that it lies behind', () => {
  const { noise, csf } = locate({
    levels: (['L2', 'L3'] as const).map((level) => ({ level, shape: rectangleAt([200, ROWS[level]]) })),
    noise: [{ ...rectangleAt([30, 30], 1), widthMm: 20, heightMm: 20 }],
    csf: [{ ...rectangleAt([260, 200]), widthMm: 3, heightMm: 8 }],
  });
  expect(noise).toMatchObject([{ sliceIndex: 0, outline: { sopInstanceUid: '1.2.3.1.1' } }]);
  expect(csf).toMatchObject([{ sliceIndex: 2, behind: 'L3' }]);
});

describe('a file that cannot be used raises', () => {
  const good = oneLevel(rectangleAt([200, 200]));
  test.each<[string, object, string]>([
    ['another study', { ...good, studyInstanceUid: '9.9' }, 'spine/roi-other-study'],
    ['an image of another series', oneLevel(rectangleAt([200, 200], 99)), 'spine/roi-other-study'],
    [
      'the same image number of another series',
      { ...good, seriesInstanceUid: '1.2.3.2' },
      'spine/roi-other-study',
    ],
    ['another frame of reference', { ...good, frameOfReferenceUid: '1.2.3.8' }, 'spine/roi-other-study'],
    ['no level', {}, 'spine/no-rois'],
    [
      'levels upside down',
      {
        levels: [
          { level: 'L1', shape: rectangleAt([200, 200]) },
          { level: 'L2', shape: rectangleAt([200, 130]) },
        ],
      },
      'spine/levels-implausible',
    ],
    ['air outside the image', { ...good, noise: [rectangleAt([-50, 5])] }, 'spine/roi-outside'],
    [
      'fluid on no pixel',
      { ...good, csf: [{ ...rectangleAt([9, 9]), widthMm: 0.1, heightMm: 0.1 }] },
      'spine/roi-outside',
    ],
  ])('%s', async (_, content, code) => {
    await expect(new RoiFileLocaliser(file(content)).locate(slices)).rejects.toMatchObject({ code });
  });

  test('without naming the study', () => {
    expect(() => locate({ ...good, studyInstanceUid: '9.9' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('9.9') }),
    );
  });
});

test('says which study, series and frame of reference it was drawn on', async () => {
  const content = {
    ...oneLevel(rectangleAt([200, 200])),
    studyInstanceUid: '1.2.3',
    frameOfReferenceUid: '1.2.3.9',
  };
  const localiser = new RoiFileLocaliser(file(content));
  expect(localiser.seriesInstanceUid).toBe(SERIES);
  expect((await localiser.locate(slices)).levels).toHaveLength(1);
});

test('one level is never enough, two are', () => {
  const levels = (['L2', 'L3'] as const).map((level) => ({ level, shape: rectangleAt([200, ROWS[level]]) }));
  expect(refuseTooFewLevels(levelsIn(locate({ levels })))).toBeUndefined();
  const onTwoSlices = [3, 4].map((slice) => ({ level: 'L2', shape: rectangleAt([200, 200], slice) }));
  expect(refuseTooFewLevels(levelsIn(locate({ levels: onTwoSlices })))?.code).toBe('spine/too-few-levels');
});

function levelsIn({ levels }: LocatedSpine): Level[] {
  return levels.map(({ level }) => level);
}

test('a level that a person excluded is left out with the reason, which the result says', () => {
  const { levels, leftOut } = locate({
    ...oneLevel(rectangleAt([200, 200])),
    excluded: [{ level: 'L3', reason: 'fracture' }],
  });
  expect(levels.map(({ level }) => level)).toEqual(['L1']);
  expect(leftOut).toMatchObject([{ level: 'L3', reason: { code: 'spine/level-excluded' } }]);
  expect(leftOut[0]?.reason.text).toContain('L3: fracture');
});
