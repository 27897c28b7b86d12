import { describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { measureSlices } from '../../src/analysis/measure-slices.ts';
import type { Slice } from '../../src/dicom/image.ts';
import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { drawPicture } from '../../src/picture/picture.ts';
import type { LocatedSpine } from '../../src/spine/localiser.ts';
import { measured, refused } from '../support/measurement.ts';
import { sagittal } from '../mscore/image-header.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { marked, syntheticSlice, syntheticSpine } from '../support/synthetic-slice.ts';

const CAPTION = 88;
const PANEL = 640;

/** A measurement that really lies on these slices. */
function measureOn(slices: readonly Slice[], spine: LocatedSpine = syntheticSpine()): Measurement {
  return { ...measured(), ...measureSlices(slices, spine, [siteReference()]) };
}

function sizeOf(png: Uint8Array): { width: number; height: number } {
  const { width, height } = decode(png);
  return { width, height };
}

const withText = (text: string): Measurement => refused({ ...reason('reference/no-match'), text });
const one = [syntheticSlice()];

describe('the picture', () => {
  test('is a PNG with one panel for the image that was measured, and the result below', () => {
    expect(sizeOf(drawPicture(measureOn(one), one))).toEqual({ width: PANEL, height: PANEL + CAPTION });
  });

  test('has a panel for every image with a mark, and none for the others', () => {
    const slices = [1, 2, 3].map((instanceNumber) => syntheticSlice({ instanceNumber }));
    const onTwo = syntheticSpine({ levels: [...syntheticSpine().levels, marked('L3', 2)] });
    expect(sizeOf(drawPicture(measureOn(slices, onTwo), slices)).width).toBe(2 * PANEL);
  });

  test('has four panels at most', () => {
    const slices = [1, 2, 3, 4, 5, 6].map((instanceNumber) => syntheticSlice({ instanceNumber }));
    const onAll = syntheticSpine({ levels: slices.map((_, index) => marked('L3', index)) });
    expect(sizeOf(drawPicture(measureOn(slices, onAll), slices)).width).toBe(4 * PANEL);
  });

  test('shows millimetres alike both ways where pixels are oblong', () => {
    const plane = { ...sagittal, rowSpacing: 0.5, columnSpacing: 1 };
    const oblong = [syntheticSlice({ header: { plane } })];
    expect(sizeOf(drawPicture(measureOn(oblong), oblong)).width).toBe(2 * PANEL);
  });

  test('marks what was measured: other marks, another picture', () => {
    const fewer = measureOn(one, syntheticSpine({ csf: [] }));
    expect(drawPicture({ ...fewer, vbq: null }, one)).not.toEqual(drawPicture(measureOn(one), one));
  });

  test('does not show the series description, which a technician may have put a name in', () => {
    const measurement = measureOn(one);
    const named: Measurement = {
      ...measurement,
      series: {
        chosen: { seriesInstanceUid: '1.2', description: 'T1 NOVAKOVA' },
        reasons: ['NOVAKOVA'],
        rejected: [],
      },
    };
    const slices = [syntheticSlice({ header: { seriesDescription: 'T1 NOVAKOVA' } })];
    expect(drawPicture(named, slices)).toEqual(drawPicture(measurement, one));
  });
});

describe('a refused measurement', () => {
  test('without images is its reasons alone', () => {
    expect(sizeOf(drawPicture(refused(reason('series/contrast')), []))).toEqual({
      width: 480,
      height: PANEL + CAPTION,
    });
  });

  test('with images shows where the marks were', () => {
    const measurement = { ...measureOn(one), mscore: null, refusals: [reason('noise/quantised')] };
    expect(sizeOf(drawPicture(measurement, one)).width).toBe(PANEL);
  });
});

describe('words', () => {
  test.each([
    ['the characters of XML', 'coil <A> & "B" ]]>'],
    ['what looks like an end of text', '</text></svg>'],
    ['control characters', 'coil \u0000\u0001\u001f'],
    ['half a surrogate pair', 'coil \ud800'],
    ['letters of other scripts', 'cívka ŠČ Ω 线圈'],
  ])('may hold %s', (_what, text) => {
    expect(sizeOf(drawPicture(withText(text), [])).height).toBe(PANEL + CAPTION);
  });

  test('are shown, whatever characters they hold', () => {
    expect(drawPicture(withText('a < b'), [])).not.toEqual(drawPicture(withText('a'), []));
  });
});
