import { describe, expect, test } from '@jest/globals';
import { LEVELS } from '../../src/mscore/levels.ts';
import { roiSnr, spineSnr, type LevelSignal } from '../../src/mscore/snr.ts';

const noise = { sd: 10, relativeError: 0.024 };
const signal = (level: LevelSignal['level'], mean: number): LevelSignal => ({ level, mean, sd: 40, n: 116 });

test('SNR of a ROI is its mean over the SD of the noise, without a Rayleigh factor', () => {
  expect(roiSnr({ mean: 476.25 }, noise)).toBe(47.625);
});

describe('spineSnr', () => {
  test('averages the levels, and names them from above', () => {
    const snr = spineSnr([signal('L4', 400), signal('L2', 200)], noise);
    expect(snr.value).toBe(30);
    expect(snr.levels).toEqual(['L2', 'L4']);
  });

  test('several slices of one level count as one level', () => {
    const snr = spineSnr([signal('L1', 100), signal('L1', 300), signal('L2', 600)], noise);
    expect(snr.value).toBe(40);
  });

  test('is as uncertain as the noise SD when the bodies are homogeneous', () => {
    const flat = (['L1', 'L2', 'L3', 'L4'] as const).map((level) => ({ level, mean: 500, sd: 0, n: 116 }));
    const { fromLevels, fromNoise } = spineSnr(flat, { sd: 10, relativeError: 0.0696 });
    expect(fromLevels.variance).toBe(0);
    expect(Math.sqrt(fromNoise.variance) / 50).toBeCloseTo(0.0696, 4);
  });

  test('is less uncertain with more levels', () => {
    const quiet = { sd: 10, relativeError: 0 };
    const error = (signals: readonly LevelSignal[]) =>
      Math.sqrt(spineSnr(signals, quiet).fromLevels.variance);
    const one = error([signal('L1', 300)]);
    const four = error((['L1', 'L2', 'L3', 'L4'] as const).map((level) => signal(level, 300)));
    expect(one).toBeCloseTo(40 / Math.sqrt(116) / 10, 4);
    expect(four).toBeCloseTo(one / 2, 4);
  });

  test('is uncertain by the spread of its levels where that is more than the pixels explain', () => {
    const spread = [260, 280, 320, 340].map((mean, i) => signal(LEVELS[i] ?? 'L1', mean));
    // SD of 26, 28, 32, 34 is 3.65.
    expect(spineSnr(spread, { sd: 10, relativeError: 0 }).fromLevels).toEqual({
      variance: expect.closeTo(13.333 / 4, 2),
      freedom: 3,
    });
  });

  test('what the levels of all women differ by is no spread', () => {
    const means = [260, 280, 320, 340];
    const usual = Object.fromEntries(LEVELS.map((level, i) => [level, { mean: (means[i] ?? 0) * 2 }]));
    const signals = LEVELS.map((level, i) => signal(level, means[i] ?? 0));
    expect(spineSnr(signals, { sd: 10, relativeError: 0 }, usual).fromLevels.freedom).toBe(Infinity);
  });

  test('needs signals and noise', () => {
    expect(() => spineSnr([], noise)).toThrow(RangeError);
    expect(() => spineSnr([signal('L1', 300)], { sd: 0, relativeError: 0 })).toThrow(RangeError);
  });
});
