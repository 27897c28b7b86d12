import { describe, expect, test } from '@jest/globals';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import { vbqInWords, vertebralBoneQuality } from '../../src/mscore/vbq.ts';

const bodies = [300, 320, 340, 900].map((mean, i) => ({ level: LEVELS[i] ?? 'L1', mean, sd: 10, n: 116 }));
const NOISE_SD = 10;
const fluid = (behind: Level, ...values: number[]) => ({ behind, values });
const measure = (...fluids: ReturnType<typeof fluid>[]) => vertebralBoneQuality(bodies, fluids, NOISE_SD);

test('median body signal over mean fluid signal: one bright vertebra does not count', () => {
  expect(measure(fluid('L3', 100, 120, 80))).toMatchObject({ value: 3.3, n: 3, fluidBehind: 'L3' });
});

test('several slices of one level count as one level', () => {
  const withSecondSlice = [...bodies, { level: 'L2' as const, mean: 340, sd: 10, n: 116 }];
  expect(vertebralBoneQuality(withSecondSlice, [fluid('L3', 100)], NOISE_SD)?.value).toBeCloseTo(3.35);
});

describe('the fluid', () => {
  test('is that behind L3, wherever it stands in the list', () => {
    expect(measure(fluid('L2', 110), fluid('L4', 120), fluid('L3', 100))?.fluidBehind).toBe('L3');
  });

  test.each<[string, ReturnType<typeof fluid>[], Level]>([
    ['none is marked behind L3', [fluid('L4', 110), fluid('L2', 110)], 'L2'],
    ['there is none behind L2 either', [fluid('L4', 110)], 'L4'],
    ['that behind L3 holds no pixel', [fluid('L3'), fluid('L2', 110)], 'L2'],
    ['that behind L3 is brighter than bone', [fluid('L3', 700), fluid('L2', 110)], 'L2'],
    ['that behind L3 and L2 is lost in the noise', [fluid('L3', 29), fluid('L2', 0), fluid('L4', 110)], 'L4'],
  ])('is taken from another level when %s, which is said', (_why, fluids, level) => {
    expect(measure(...fluids)).toMatchObject({ value: 3, fluidBehind: level });
  });

  test('is the one given, so that it can be shown', () => {
    const second = { ...fluid('L3', 110), outline: 'here' };
    expect(vertebralBoneQuality(bodies, [{ ...fluid('L3'), outline: '' }, second], 1)?.fluid).toBe(second);
  });
});

test('there is none without fluid that looks like it, behind L1 alone, or with a level missing', () => {
  expect(measure()).toBeNull();
  expect(measure(fluid('L3', 0, 0), fluid('L2', 500))).toBeNull();
  expect(measure(fluid('L1', 110))).toBeNull();
  expect(vertebralBoneQuality(bodies.slice(1), [fluid('L3', 100)], NOISE_SD)).toBeNull();
});

test('in words it says which fluid, where that is known', () => {
  const csf = { sopInstanceUid: '1.2', frameNumber: 1, polygon: [] };
  expect(vbqInWords({ value: 2.345, n: 9, csf, fluidBehind: 'L2' })).toBe(
    'VBQ 2.35 (against fluid behind L2; beside it, never part of the M-score)',
  );
  expect(vbqInWords({ value: 2.345, n: 9, csf })).toBe('VBQ 2.35 (beside it, never part of the M-score)');
});
