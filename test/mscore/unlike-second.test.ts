import { expect, test } from '@jest/globals';
import type { ImageHeader } from '../../src/dicom/image.ts';
import { unlikeSecond } from '../../src/mscore/unlike-second.ts';
import { acquisition, imageHeader, pixelDescription, sagittal } from './image-header.ts';

const first = imageHeader({ acquiredAt: '20261124101500' });
const against = (different: Partial<ImageHeader>) => unlikeSecond(first, { ...first, ...different });
const [x, y, z] = sagittal.position;

test('a second acquisition differs in its UIDs, its time within the hour, and nothing else', () => {
  expect(against({ sopInstanceUid: '1.9', seriesInstanceUid: '1.8', acquiredAt: '20261124111400' })).toEqual(
    [],
  );
  expect(against({ acquiredAt: '2026' })).toEqual([]);
  expect(against({ plane: { ...sagittal, position: [x + 0.05, y, z] } })).toEqual([]);
});

test.each<[string, Partial<ImageHeader>]>([
  ['patient', { patient: { ...first.patient, id: 'P2' } }],
  ['frame of reference', { frameOfReferenceUid: '1.7' }],
  ['matrix', { pixels: { ...pixelDescription, rows: 100 } }],
  ['plane', { plane: { ...sagittal, position: [x, y + 1, z] } }],
  ['plane', { plane: undefined }],
  ['scale', { pixels: { ...pixelDescription, rescaleSlope: 2 } }],
  ['image type', { imageType: ['ORIGINAL', 'PRIMARY', 'M', 'NORM'] }],
  ['flip angle', { acquisition: { ...acquisition, flipAngle: 150 } }],
  ['phase encoding', { acquisition: { ...acquisition, phaseEncodingDirection: 'ROW' } }],
  ['time', { acquiredAt: '20261124111600' }],
  ['echo time', { acquisition: { ...acquisition, echoTime: 20 } }],
])('another %s is named', (name, different) => {
  expect(against(different)).toContain(name);
});
