import { describe, expect, test } from '@jest/globals';
import { measureSlices } from '../../src/analysis/measure-slices.ts';
import { reason } from '../../src/errors.ts';
import { acquisition, pixelDescription } from '../mscore/image-header.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { marked, syntheticSlice, syntheticSpine } from '../support/synthetic-slice.ts';

const references = [siteReference({ snr: { mean: 50, sd: 5 } })];
const contrast = { acquisition: { ...acquisition, contrastAgent: 'Gd' } };
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);

describe('the numbers', () => {
  const grey = { L1: 380, L2: 390, L3: 410, L4: 420, csf: 100 };
  const measured = measureSlices([syntheticSlice({ instanceNumber: 1, grey })], syntheticSpine(), references);

  test('signal of each level, with its ROI and the image that it lies on', () => {
    expect(measured.levels).toMatchObject([
      { level: 'L1', slice: 1, mean: 380, sd: 0, n: 400, roi: marked('L1').roi },
      { level: 'L2', slice: 1, mean: 390, sd: 0, n: 400 },
      { level: 'L3', slice: 1, mean: 410, sd: 0, n: 400 },
      { level: 'L4', slice: 1, mean: 420, sd: 0, n: 400 },
    ]);
  });

  test('SD of the air within 3 % of 0.6551 σ, with the place that it was measured in', () => {
    expect(measured.noise).toMatchObject({ method: 'air-sd', n: 8100, rois: [expect.any(Object)] });
    expect(measured.noise?.sd).toBeGreaterThan(6.551 * 0.97);
    expect(measured.noise?.sd).toBeLessThan(6.551 * 1.03);
    expect(measured.noise?.checks.every(({ passed }) => passed)).toBe(true);
  });

  test('SNR is signal over that SD, of each level and on average', () => {
    const sd = measured.noise?.sd ?? 0;
    expect(measured.levels.map(({ snr }) => snr)).toEqual([380 / sd, 390 / sd, 410 / sd, 420 / sd]);
    expect(measured.snr).toBeCloseTo(400 / sd, 10);
  });

  test('M-score is that SNR against the reference, with its interval around it', () => {
    const { value = 0, interval95: [low, high] = [0, 0], ...rest } = measured.mscore ?? {};
    expect(value).toBeCloseTo(((measured.snr ?? 0) - 50) / 5, 10);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(rest).toMatchObject({ reference: 'site', referenceN: 40, cutoff: null });
  });

  test('VBQ is the median level over the fluid', () => {
    expect(measured.vbq).toMatchObject({ value: 4, n: 400, fluidBehind: 'L3' });
  });

  test('VBQ is taken behind L2 where what is marked behind L3 is no fluid', () => {
    const spine = syntheticSpine();
    const csf = [{ ...marked('L4'), outline: marked('L4').roi, behind: 'L3' as const }, ...spine.csf];
    const behindL2 = csf.map((fluid, i) => (i === 0 ? fluid : { ...fluid, behind: 'L2' as const }));
    const { vbq } = measureSlices([syntheticSlice({ grey })], { ...spine, csf: behindL2 }, references);
    expect(vbq).toMatchObject({ value: 4, fluidBehind: 'L2', csf: spine.csf[0]?.outline });
  });

  test('an M-score and a VBQ that point in different directions are a limit, and both stay', () => {
    const low = syntheticSlice({ instanceNumber: 1, grey: { ...grey, csf: 200 } });
    const cohort = siteReference({ snr: { mean: 20, sd: 5 } });
    const { mscore, vbq, limits, refusals } = measureSlices([low], syntheticSpine(), [cohort]);
    expect([codes(limits), refusals]).toEqual([['vbq/discordant'], []]);
    expect([vbq?.value, (mscore?.value ?? 0) > 5.5]).toEqual([2, true]);
  });

  test('nothing refused, nothing limited', () => {
    expect([measured.refusals, measured.limits]).toEqual([[], []]);
  });
});

describe('where the marks are', () => {
  test('a level marked on two images counts once, with the mean of both', () => {
    const slices = [
      syntheticSlice({ instanceNumber: 1, grey: { L3: 300 } }),
      syntheticSlice({ instanceNumber: 2, grey: { L3: 500 } }),
    ];
    const twice = syntheticSpine({ levels: [...syntheticSpine().levels, marked('L3', 1)] });
    const { levels, snr, noise } = measureSlices(slices, twice, references);
    expect(levels.map(({ level, slice, mean }) => [level, slice, mean])).toContainEqual(['L3', 2, 500]);
    expect(snr).toBeCloseTo(400 / (noise?.sd ?? 0), 10);
  });

  test('without fluid there is no VBQ, and an M-score all the same', () => {
    const { vbq, mscore } = measureSlices([syntheticSlice()], syntheticSpine({ csf: [] }), references);
    expect(vbq).toBeNull();
    expect(mscore).not.toBeNull();
  });

  test('a level that was left out is a limit, and a cohort of the other three fits', () => {
    const spine = syntheticSpine({
      levels: [marked('L2'), marked('L3'), marked('L4')],
      leftOut: [{ level: 'L1', reason: reason('spine/roi-outside', 'L1') }],
    });
    const { mscore, limits } = measureSlices([syntheticSlice()], spine, [
      siteReference({ levels: 'L2,L3,L4' }),
    ]);
    expect(codes(limits)).toEqual(['spine/roi-outside']);
    expect(mscore?.levels).toEqual(['L2', 'L3', 'L4']);
  });
});

describe('padding', () => {
  const PADDING = 3000;
  const padded = { pixels: { ...pixelDescription, rows: 200, columns: 200, pixelPaddingValue: PADDING } };

  test('is no signal: pixels of that value are left out of a ROI', () => {
    const slice = syntheticSlice({ header: padded });
    slice.pixels.fill(PADDING, 10 * 200, 20 * 200);
    const { levels } = measureSlices([slice], syntheticSpine(), references);
    expect(levels[0]).toMatchObject({ level: 'L1', mean: 400, sd: 0, n: 200 });
  });

  test('alone in a ROI leaves the level out', () => {
    const slice = syntheticSlice({ header: padded, grey: { L1: PADDING } });
    const measured = measureSlices([slice], syntheticSpine(), [siteReference({ levels: 'L2,L3,L4' })]);
    expect(codes(measured.limits)).toEqual(['spine/roi-outside']);
    expect(measured.levels.map(({ level }) => level)).toEqual(['L2', 'L3', 'L4']);
    expect(measured.mscore).not.toBeNull();
  });

  test('alone in all ROIs leaves too few', () => {
    const slice = syntheticSlice({ header: padded });
    slice.pixels.fill(PADDING);
    const measured = measureSlices([slice], syntheticSpine(), references);
    expect(codes(measured.refusals)).toContain('spine/too-few-levels');
    expect([measured.levels, measured.snr, measured.mscore, measured.vbq]).toEqual([[], null, null, null]);
  });
});

describe('a refusal', () => {
  const emptyAir = syntheticSlice();
  emptyAir.pixels.forEach((_, index) => {
    if (index % 200 < 100) emptyAir.pixels[index] = 0;
  });

  test.each([
    [
      'one level',
      [syntheticSlice()],
      syntheticSpine({ levels: [marked('L2')] }),
      references,
      'spine/too-few-levels',
    ],
    ['no air marked', [syntheticSlice()], syntheticSpine({ noise: [] }), references, 'noise/no-roi'],
    ['air of zeros', [emptyAir], syntheticSpine(), references, 'noise/zero-filled'],
    [
      'contrast agent',
      [syntheticSlice({ header: contrast })],
      syntheticSpine(),
      references,
      'series/contrast',
    ],
    ['no reference', [syntheticSlice()], syntheticSpine(), [], 'reference/none'],
  ])('for %s leaves no SNR, M-score or VBQ', (_why, slices, spine, cohorts, code) => {
    const measured = measureSlices(slices, spine, cohorts);
    expect(codes(measured.refusals)).toContain(code);
    expect([measured.snr, measured.mscore, measured.vbq]).toEqual([null, null, null]);
    expect(measured.levels.map(({ snr }) => snr)).toEqual(measured.levels.map(() => null));
  });

  test('keeps ROIs, grey values and noise checks, to show why', () => {
    const { levels, noise } = measureSlices([syntheticSlice()], syntheticSpine(), []);
    expect(levels.map(({ mean }) => mean)).toEqual([400, 400, 400, 400]);
    expect(noise?.checks.length).toBeGreaterThan(0);
  });

  test('names everything that speaks against the study', () => {
    const spine = syntheticSpine({ levels: [marked('L2')], noise: [] });
    const { refusals } = measureSlices([syntheticSlice({ header: contrast })], spine, []);
    expect(codes(refusals)).toEqual([
      'spine/too-few-levels',
      'series/contrast',
      'noise/no-roi',
      'reference/none',
    ]);
  });

  test('comes from the images that were measured, not from others of the series', () => {
    const slices = [syntheticSlice(), syntheticSlice({ instanceNumber: 2, header: contrast })];
    expect(measureSlices(slices, syntheticSpine(), references).refusals).toEqual([]);
  });
});
