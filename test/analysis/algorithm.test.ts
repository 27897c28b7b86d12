import { expect, test } from '@jest/globals';
import { ALGORITHM, algorithmName } from '../../src/analysis/algorithm.ts';

test('what finds the levels itself gives other numbers than what was told them: a version of its own', () => {
  expect(ALGORITHM).toEqual({ name: 'mscore', version: '1.2.0', weightsSha256: null });
});

test('the name tells version and weights apart', () => {
  expect(algorithmName(ALGORITHM)).toBe('mscore 1.2.0');
  expect(algorithmName({ ...ALGORITHM, weightsSha256: 'abc' })).toBe('mscore 1.2.0 abc');
});
