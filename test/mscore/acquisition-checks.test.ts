import { describe, expect, test } from '@jest/globals';
import type { ImageHeader } from '../../src/dicom/image.ts';
import { checkAcquisition } from '../../src/mscore/acquisition-checks.ts';
import { acquisition, imageHeader, pixelDescription, sagittal, scanner } from './image-header.ts';

const codesOf = (...images: ImageHeader[]) => checkAcquisition(images).map(({ code }) => code);
const acquired = (different: Partial<ImageHeader['acquisition']>) =>
  imageHeader({ acquisition: { ...acquisition, ...different } });
const stored = (different: Partial<ImageHeader['pixels']>) =>
  imageHeader({ pixels: { ...pixelDescription, ...different } });

test('original magnitude images without processing raise nothing', () => {
  expect(codesOf(imageHeader(), imageHeader({ sopInstanceUid: '1.2.3.1.2' }))).toEqual([]);
});

describe('the header says that the image must not be measured', () => {
  test.each<[string, ImageHeader, string]>([
    ['derived', imageHeader({ imageType: ['DERIVED', 'PRIMARY'] }), 'series/not-original'],
    ['secondary', imageHeader({ imageType: ['ORIGINAL', 'SECONDARY'] }), 'series/not-original'],
    ['no image type', imageHeader({ imageType: [] }), 'series/not-original'],
    ['phase', imageHeader({ imageType: ['ORIGINAL', 'PRIMARY', 'P', 'ND'] }), 'series/not-original'],
    ['secondary capture', imageHeader({ sopClassUid: '1.2.840.10008.5.1.4.1.1.7.2' }), 'series/not-original'],
    ['lossy', stored({ lossy: true }), 'series/lossy'],
    ['inverted', stored({ photometricInterpretation: 'MONOCHROME1' }), 'dicom/pixel-format'],
    ['colour', stored({ photometricInterpretation: 'RGB', samplesPerPixel: 3 }), 'dicom/pixel-format'],
    ['contrast', acquired({ contrastAgent: 'Gadobutrol' }), 'series/contrast'],
    ['normalised', imageHeader({ imageType: ['ORIGINAL', 'PRIMARY', 'M', 'NORM'] }), 'noise/processed'],
    ['parallel imaging', acquired({ parallelImaging: true }), 'noise/processed'],
    ['filter', acquired({ imageFilter: 'HAMMING' }), 'noise/processed'],
    ['fat suppression', acquired({ fatSuppression: 'FAT' }), 'noise/processed'],
    ['fat saturation option', acquired({ scanOptions: ['PFP', 'FS'] }), 'noise/processed'],
    ['offset', stored({ rescaleIntercept: -5 }), 'noise/rescaled'],
  ])('%s', (_, image, code) => {
    expect(codesOf(image)).toEqual([code]);
  });

  test('a scale that differs between slices', () => {
    expect(codesOf(stored({ rescaleSlope: 1 }), stored({ rescaleSlope: 2 }))).toEqual(['noise/rescaled']);
  });
});

test('a scale that all slices share cancels in the SNR', () => {
  expect(codesOf(stored({ rescaleSlope: 3.774 }), stored({ rescaleSlope: 3.774 }))).toEqual([]);
});

test.each(['', 'NONE', 'No'])('a contrast agent filled in as "%s" is none', (contrastAgent) => {
  expect(codesOf(acquired({ contrastAgent }))).toEqual([]);
});

test('one refusal per code names everything that was found, once', () => {
  const image = acquired({ parallelImaging: true, fatSuppression: 'FAT' });
  const refusals = checkAcquisition([image, image]);
  expect(refusals).toHaveLength(1);
  expect(refusals[0]?.text).toContain('(parallel imaging; fat suppression)');
});

describe('images that were not made alike are no one series', () => {
  test.each<[string, ImageHeader]>([
    ['serial number', imageHeader({ scanner: { ...scanner, serial: 'B2' } })],
    ['coil', imageHeader({ scanner: { ...scanner, coil: undefined } })],
    ['field strength', imageHeader({ scanner: { ...scanner, fieldStrength: 3 } })],
    ['sequence', acquired({ scanningSequence: ['SE', 'IR'] })],
    ['repetition time', acquired({ repetitionTime: 705 })],
    ['echo time', acquired({ echoTime: 12.4 })],
    ['echo train length', acquired({ echoTrainLength: 3 })],
    ['slice thickness', imageHeader({ plane: { ...sagittal, sliceThickness: 5 } })],
    ['pixel spacing', imageHeader({ plane: { ...sagittal, rowSpacing: 0.6 } })],
  ])('%s', (trait, other) => {
    const [refusal, ...more] = checkAcquisition([imageHeader(), imageHeader(), other]);
    expect(refusal?.code).toBe('series/mixed');
    expect(refusal?.text).toContain(`(${trait})`);
    expect(more).toEqual([]);
  });

  test('rounding and padding are no difference', () => {
    const other = imageHeader({
      scanner: { ...scanner, serial: 'A7 ' },
      acquisition: { ...acquisition, echoTime: 12.000000343 },
    });
    expect(codesOf(imageHeader(), other)).toEqual([]);
  });
});
