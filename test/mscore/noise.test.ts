import { describe, expect, test } from '@jest/globals';
import { measureNoise, type NoiseMeasurement } from '../../src/mscore/noise.ts';
import { air, airPlace, placeOf } from './air.ts';

const codes = ({ refusals }: NoiseMeasurement) => refusals.map(({ code }) => code);
const limitCodes = (noise: NoiseMeasurement) => noise.limits.map(({ code }) => code);
const check = ({ checks }: NoiseMeasurement, name: string) => checks.find((entry) => entry.check === name);

/** The band for mean/SD of `n` pixels of one-coil air. */
const shapeLimits = (n: number) =>
  check(measureNoise([airPlace(n, { seed: 1, sigma: 15 })]), 'mean-over-sd')?.limits;

/** Four corners of honest air. */
const corners = [1, 2, 3, 4].map((seed) => airPlace(400, { seed, sigma: 15 }));

describe('air as one coil measures it', () => {
  test('is trusted, and its SD is 0.655 σ', () => {
    const noise = measureNoise(corners);
    expect(noise.refusals).toEqual([]);
    expect(noise.limits).toEqual([]);
    expect(noise.n).toBe(1600);
    expect(noise.sd / (0.6551 * 15)).toBeCloseTo(1, 1);
    expect(noise.mean / noise.sd).toBeCloseTo(1.913, 1);
    expect(noise.checks.map((entry) => entry.check)).toEqual([
      'pixels',
      'effective-pixels',
      'sd',
      'distinct-values',
      'zero-fraction',
      'mean-over-sd',
      'neighbour-correlation',
      'block-means',
      'row-means',
      'column-means',
      'at-the-ends',
      'sd-ratio',
    ]);
  });

  test.each([3, 5, 15, 100])('passes in at least 97 of 100 exams at σ = %d stored units', (sigma) => {
    const exams = Array.from({ length: 100 }, (_, exam) =>
      measureNoise([0, 1, 2, 3].map((place) => airPlace(250, { seed: 1000 * exam + place, sigma }))),
    );
    expect(exams.filter((noise) => noise.refusals.length > 0).length).toBeLessThanOrEqual(3);
  });

  test('a single large place is compared half with half', () => {
    const noise = measureNoise([airPlace(1000, { seed: 5, sigma: 15 })]);
    expect(noise.refusals).toEqual([]);
    expect(noise.limits).toEqual([]);
    expect(check(noise, 'sd-ratio')).toBeDefined();
  });

  test('a single place too small for halves has the limit that nothing was compared', () => {
    const noise = measureNoise([airPlace(799, { seed: 5, sigma: 15 })]);
    expect(noise.refusals).toEqual([]);
    expect(check(noise, 'sd-ratio')).toBeUndefined();
    expect(limitCodes(noise)).toEqual(['noise/few-pixels', 'noise/one-place']);
  });

  test('a scrap of air beside it is no second place', () => {
    const scrap = airPlace(20, { seed: 6, sigma: 15 });
    expect(limitCodes(measureNoise([airPlace(500, { seed: 5, sigma: 15 }), scrap]))).toContain(
      'noise/one-place',
    );
    expect(check(measureNoise([airPlace(1000, { seed: 5, sigma: 15 }), scrap]), 'sd-ratio')).toBeDefined();
  });

  test('400 to 999 pixels are enough, with a limit', () => {
    const noise = measureNoise([1, 2].map((seed) => airPlace(200, { seed, sigma: 15 })));
    expect(noise.refusals).toEqual([]);
    expect(limitCodes(noise)).toEqual(['noise/few-pixels']);
  });
});

describe('bands as simulated for Rayleigh air', () => {
  test.each([
    [400, 1.75, 2.1],
    [1000, 1.81, 2.03],
  ])('mean/SD of %d pixels lies within %d–%d', (n, min, max) => {
    const limits = shapeLimits(n);
    expect(limits?.min?.toFixed(2)).toBe(min.toFixed(2));
    expect(limits?.max?.toFixed(2)).toBe(max.toFixed(2));
  });

  test.each([
    [400, 1.147],
    [1000, 1.09],
  ])('two places of %d pixels may differ by a factor %d', (n, factor) => {
    const places = [1, 2].map((seed) => airPlace(n, { seed, sigma: 15 }));
    const min = check(measureNoise(places), 'sd-ratio')?.limits.min ?? 0;
    expect(Math.abs(1 / min - factor)).toBeLessThan(0.002);
  });

  test('do not narrow beyond 1000 pixels', () => {
    expect(shapeLimits(20_000)).toEqual(shapeLimits(1000));
  });
});

describe('air that is refused', () => {
  test('none at all', () => {
    expect(codes(measureNoise([]))).toEqual(['noise/no-roi']);
    expect(codes(measureNoise([placeOf([]), placeOf([])]))).toEqual(['noise/no-roi']);
  });

  test('fewer than 400 pixels', () => {
    expect(codes(measureNoise([airPlace(399, { seed: 1, sigma: 15 })]))).toEqual(['noise/too-few-pixels']);
  });

  test('rounded to a few grey values', () => {
    expect(codes(measureNoise([airPlace(2000, { seed: 1, sigma: 0.7 })]))).toContain('noise/quantised');
  });

  test('enough spread on fewer than 8 values', () => {
    const coarse = air(2000, { seed: 1, sigma: 15 }).map((value) => Math.round(value / 20) * 20);
    const noise = measureNoise([placeOf(coarse)]);
    expect(check(noise, 'sd')?.passed).toBe(true);
    expect(codes(noise)).toContain('noise/quantised');
  });

  test('a twentieth of it set to zero', () => {
    const holed = air(2000, { seed: 1, sigma: 15 }).map((value, i) => (i % 20 === 0 ? 0 : value));
    expect(codes(measureNoise([placeOf(holed)]))).toContain('noise/zero-filled');
  });

  test('all of it set to zero, without numbers that cannot be stored', () => {
    const noise = measureNoise([placeOf(new Uint16Array(500)), placeOf(new Uint16Array(500))]);
    expect(codes(noise)).toEqual(['noise/quantised', 'noise/zero-filled']);
    expect(noise.checks.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test.each([2, 4, 8, 16])('combined from %d coils by sum of squares', (coils) => {
    expect(codes(measureNoise([airPlace(1000, { seed: 1, sigma: 15, coils })]))).toEqual([
      'noise/not-rayleigh',
    ]);
  });

  test('noisier at one end by a third, as normalisation leaves it', () => {
    const places = [airPlace(1000, { seed: 1, sigma: 15 }), airPlace(1000, { seed: 2, sigma: 20 })];
    expect(codes(measureNoise(places))).toContain('noise/not-uniform');
  });

  test('noisier at one end of a single place', () => {
    const place = [...air(1000, { seed: 1, sigma: 15 }), ...air(1000, { seed: 2, sigma: 20 })];
    expect(codes(measureNoise([placeOf(place)]))).toContain('noise/not-uniform');
  });

  test('the refusal says what was found and what is allowed', () => {
    const [refusal] = measureNoise([airPlace(1000, { seed: 1, sigma: 15, coils: 4 })]).refusals;
    expect(refusal?.text).toMatch(/mean-over-sd 4\.\d+, allowed at least 1\.81 and at most 2\.03/);
  });
});

describe('a reference cohort measured with several coils', () => {
  const shape = { meanOverSd: 3.94, tolerance: 0.3 };

  test('accepts air of the same shape', () => {
    expect(measureNoise([airPlace(1000, { seed: 1, sigma: 15, coils: 4 })], { shape }).refusals).toEqual([]);
  });

  test('refuses the air of one coil', () => {
    expect(codes(measureNoise(corners, { shape }))).toEqual(['noise/not-rayleigh']);
  });
});
