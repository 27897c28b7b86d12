import { describe, expect, test } from '@jest/globals';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import { stackAxes } from '../../../src/spine/model/seen-slice.ts';
import { spanOf, withinSpan } from '../../../src/spine/model/spine-span.ts';
import { drawnSlice, MM, planeOf } from './drawn-slice.ts';
import { STORAGES } from './storages.ts';

const SIZE = { rows: 120, columns: 200 };
const body = { name: 'body', box: [80, 10, 104, 30] } as const;
const sacrum = { name: 'sacrum', box: [150, 80, 190, 110] } as const;
/** Of the middle of the body; the first pixel lies at y −80. */
const MIDDLE = -80 + 91.5 * MM;

describe('where the spine lies', () => {
  test('is around its bodies, further behind them than before', () => {
    const span = spanOf([drawnSlice({ parts: [body], size: SIZE })]);
    expect(span?.from).toBeCloseTo(MIDDLE - 50, 6);
    expect(span?.to).toBeCloseTo(MIDDLE + 70, 6);
  });

  test('and around the sacrum, of whichever slice', () => {
    const slices = [
      drawnSlice({ parts: [body], size: SIZE }),
      drawnSlice({ parts: [body, sacrum], size: SIZE }),
    ];
    const last = -80 + 189 * MM;
    expect(spanOf(slices)?.to).toBeGreaterThan(last + 25);
    expect(spanOf(slices)?.from).toBeCloseTo(MIDDLE - 50, 6);
  });

  test('is not known where no body is seen', () => {
    expect(spanOf([drawnSlice({ parts: [sacrum], size: SIZE })])).toBeUndefined();
    expect(spanOf([])).toBeUndefined();
  });
});

describe.each(STORAGES)('the view of a slice that is stored %s', (_name, storage) => {
  const seen = drawnSlice({ parts: [body], size: SIZE, storage });
  const axes = stackAxes(planeOf(seen.slice));
  const part = withinSpan(seen, { from: MIDDLE - 30, to: MIDDLE + 40 }, axes).view;

  test('is cut to the span', () => {
    expect(part.rows).toBe(SIZE.rows);
    expect(Math.abs(part.columns * MM - 70)).toBeLessThanOrEqual(3 * MM);
    const [y] = [pixelToPatient(planeOf(seen.slice), part.toSlice([0, 0]))[1]];
    expect(Math.abs(y - (MIDDLE - 30))).toBeLessThanOrEqual(MM);
  });

  test('shows at every place what it showed there before', () => {
    const { view } = seen;
    const shift = Math.round((pixelToPatient(planeOf(seen.slice), part.toSlice([0, 0]))[1] + 80) / MM);
    const row = 17;
    expect([...part.pixels.subarray(row * part.columns, (row + 1) * part.columns)]).toEqual([
      ...view.pixels.subarray(row * view.columns + shift, row * view.columns + shift + part.columns),
    ]);
  });

  test('stays whole where the span lies elsewhere or is wider', () => {
    for (const span of [
      { from: 5000, to: 5100 },
      { from: -5000, to: 5000 },
    ])
      expect(withinSpan(seen, span, axes).view).toEqual(seen.view);
  });
});
