import { describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { drawPicture } from '../../src/picture/picture.ts';
import { sagittal } from '../mscore/image-header.ts';
import { refused } from '../support/measurement.ts';
import { syntheticSlice } from '../support/synthetic-slice.ts';
import { measuredOn } from './measured-on.ts';

function sizeOf(png: Uint8Array): { width: number; height: number } {
  const { width, height } = decode(png);
  return { width, height };
}

const one = [syntheticSlice()];

describe('the picture', () => {
  test('is a PNG', () => {
    const { width, height } = sizeOf(drawPicture(measuredOn(one), one));
    expect(width).toBeGreaterThan(height);
    expect(height).toBeGreaterThan(900);
  });

  test('is the same for the same measurement', () => {
    expect(drawPicture(measuredOn(one), one)).toEqual(drawPicture(measuredOn(one), one));
  });

  test('does not show the series description, which a technician may have put a name in', () => {
    const measurement = measuredOn(one);
    const named: Measurement = {
      ...measurement,
      series: {
        chosen: { seriesInstanceUid: '1.2', number: 2, description: 'T1 NOVAKOVA' },
        reasons: ['NOVAKOVA'],
        rejected: [],
      },
    };
    const slices = [syntheticSlice({ header: { seriesDescription: 'T1 NOVAKOVA' } })];
    expect(drawPicture(named, slices)).toEqual(drawPicture(measurement, one));
  });

  test.each([
    ['oblong pixels', { plane: { ...sagittal, rowSpacing: 0.5, columnSpacing: 1 } }],
    ['no plane', { plane: undefined }],
    [
      'white for black',
      { pixels: { ...syntheticSlice().header.pixels, photometricInterpretation: 'MONOCHROME1' } },
    ],
  ])('can be drawn of images with %s', (_what, header) => {
    const slices = [syntheticSlice({ header })];
    expect(sizeOf(drawPicture(measuredOn(slices), slices)).height).toBeGreaterThan(900);
  });
});

describe('words', () => {
  test.each([
    ['the characters of XML', 'coil <A> & "B" ]]>'],
    ['what looks like an end of text', '</text></svg>'],
    ['control characters', 'coil \u0000\u0001\u001f'],
    ['half a surrogate pair', 'coil \ud800'],
    ['letters of other scripts', 'cívka ŠČ Ω 线圈'],
    ['no end', 'coil'.repeat(500)],
    ['nothing', ''],
  ])('may hold %s', (_what, text) => {
    const measurement = refused({ ...reason('reference/no-match'), text });
    expect(sizeOf(drawPicture(measurement, [])).width).toBe(768);
  });
});
