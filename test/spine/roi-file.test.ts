import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CodedError } from '../../src/errors.ts';
import { parseRoiFile } from '../../src/spine/roi-file.ts';

const polygon = {
  kind: 'polygon',
  coordinates: 'pixel',
  instanceNumber: 7,
  points: [
    [1, 1],
    [9, 1],
    [9, 9],
  ],
};
const fileWith = (shape: unknown) => ({
  format: 'mscore-rois/1',
  seriesInstanceUid: '1.2.3.1',
  levels: [{ level: 'L1', shape }],
});
const excluding = (level: string) => ({ ...fileWith(polygon), excluded: [{ level, reason: 'metal' }] });
const withoutSeries = (file: object) => ({ ...file, seriesInstanceUid: undefined });

test('the smallest file: a level is a ROI unless it says otherwise, air and fluid are optional', () => {
  expect(parseRoiFile(JSON.stringify(fileWith(polygon)))).toEqual({
    format: 'mscore-rois/1',
    seriesInstanceUid: '1.2.3.1',
    levels: [{ level: 'L1', use: 'roi', shape: polygon }],
    noise: [],
    csf: [],
  });
});

describe('shapes', () => {
  test.each<[string, unknown]>([
    ['polygon on a named image', { ...polygon, instanceNumber: undefined, sopInstanceUid: '1.2.3' }],
    ['polygon on a frame', { ...polygon, frameNumber: 12 }],
    [
      'polygon in the patient',
      {
        kind: 'polygon',
        coordinates: 'patient',
        points: [
          [0, 1, 1],
          [0, 9, 1],
          [0, 9, 9],
        ],
      },
    ],
    ['default rectangle', { kind: 'rectangle', coordinates: 'pixel', instanceNumber: 7, center: [5, 5] }],
    [
      'rectangle in the patient',
      {
        kind: 'rectangle',
        coordinates: 'patient',
        center: [0, 1, 2],
        widthMm: 8,
        heightMm: 5,
        angleDegrees: 12,
      },
    ],
  ])('%s', (_, shape) => {
    expect(parseRoiFile(fileWith(shape)).levels[0]?.shape).toMatchObject({});
  });
});

describe('the series', () => {
  const onNamedImage = { ...polygon, instanceNumber: undefined, sopInstanceUid: '1.2.3' };

  test('goes without saying when every shape names its image or the patient', () => {
    const inPatient = { kind: 'rectangle', coordinates: 'patient', center: [0, 1, 2] };
    const file = { ...fileWith(onNamedImage), noise: [inPatient], frameOfReferenceUid: '1.2.9' };
    expect(parseRoiFile(withoutSeries(file)).seriesInstanceUid).toBeUndefined();
  });

  test.each(['noise', 'csf'])('must be said when only %s is on an image by its number', (place) => {
    const file = { ...fileWith(onNamedImage), [place]: [polygon] };
    expect(() => parseRoiFile(withoutSeries(file))).toThrow('seriesInstanceUid: required');
    expect(parseRoiFile(file).seriesInstanceUid).toBe('1.2.3.1');
  });
});

describe('a wrong file is refused by the name of its field', () => {
  const rectangle = { kind: 'rectangle', coordinates: 'pixel', instanceNumber: 7, center: [5, 5] };
  test.each<[string, unknown, string]>([
    ['another format', { ...fileWith(polygon), format: 'mscore-rois/2' }, 'format'],
    [
      'a level outside L1–L4',
      { ...fileWith(polygon), levels: [{ level: 'L5', shape: polygon }] },
      'levels.0.level',
    ],
    [
      'no image',
      fileWith({ ...polygon, instanceNumber: undefined }),
      'either sopInstanceUid or instanceNumber',
    ],
    [
      'two images',
      fileWith({ ...polygon, sopInstanceUid: '1.2' }),
      'either sopInstanceUid or instanceNumber',
    ],
    [
      'two points',
      fileWith({
        ...polygon,
        points: [
          [1, 1],
          [2, 2],
        ],
      }),
      'levels.0.shape.points',
    ],
    [
      'far too many points',
      fileWith({ ...polygon, points: Array.from({ length: 501 }, () => [1, 1]) }),
      'levels.0.shape.points',
    ],
    ['two coordinates in the patient', fileWith({ ...rectangle, coordinates: 'patient' }), 'levels.0.shape'],
    ['only one side', fileWith({ ...rectangle, widthMm: 5 }), 'both widthMm and heightMm'],
    ['a side of nothing', fileWith({ ...rectangle, widthMm: 0, heightMm: 5 }), 'levels.0.shape.widthMm'],
    ['a misspelt side', fileWith({ ...rectangle, width: 5 }), 'width'],
    ['another kind', fileWith({ ...rectangle, kind: 'circle' }), 'levels.0.shape.kind'],
    ['a study UID that is none', { ...fileWith(polygon), studyInstanceUid: '../..' }, 'studyInstanceUid'],
    ['a series UID that is none', { ...fileWith(polygon), seriesInstanceUid: 'T1' }, 'seriesInstanceUid'],
    [
      'an image by its number of any series',
      withoutSeries(fileWith(polygon)),
      'seriesInstanceUid: required, because a shape names its image by instanceNumber',
    ],
    ['not JSON', '', 'not JSON'],
  ])('%s', (_, input, named) => {
    const parse = () => parseRoiFile(input);
    expect(parse).toThrow(CodedError);
    expect(parse).toThrow(expect.objectContaining({ code: 'spine/roi-file-invalid' }));
    expect(parse).toThrow(named);
  });

  test('whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.anything()), (input) => {
        expect(() => parseRoiFile(input)).toThrow(CodedError);
      }),
    );
  });
});

test('a level is marked or excluded, not both', () => {
  expect(parseRoiFile(excluding('L2')).excluded).toEqual([{ level: 'L2', reason: 'metal' }]);
  expect(() => parseRoiFile(excluding('L1'))).toThrow(CodedError);
});
