import { expect, test } from '@jest/globals';
import { LEVELS } from '../../src/mscore/levels.ts';
import { vertebralBoneQuality } from '../../src/mscore/vbq.ts';

const bodies = [300, 320, 340, 900].map((mean, i) => ({ level: LEVELS[i] ?? 'L1', mean, sd: 10, n: 116 }));

test('median body signal over mean fluid signal: one bright vertebra does not count', () => {
  expect(vertebralBoneQuality(bodies, [100, 120, 80])).toEqual({ value: 3.3, n: 3 });
});

test('several slices of one level count as one level', () => {
  const withSecondSlice = [...bodies, { level: 'L2' as const, mean: 340, sd: 10, n: 116 }];
  expect(vertebralBoneQuality(withSecondSlice, [100])?.value).toBeCloseTo(3.35);
});

test('there is none without fluid, without signal in it, or with a level missing', () => {
  expect(vertebralBoneQuality(bodies, [])).toBeNull();
  expect(vertebralBoneQuality(bodies, [0, 0])).toBeNull();
  expect(vertebralBoneQuality(bodies.slice(1), [100])).toBeNull();
});
