import { describe, expect, test } from '@jest/globals';
import { agesArgument, cutoffOf, idArgument, levelsArgument } from '../../src/cli/calibrate-arguments.ts';

test('ages are two whole years', () => {
  expect(agesArgument('20-29')).toEqual({ min: 20, max: 29 });
  for (const bad of ['', '20', '40-20', '20.5-30', '20-400', 'young'])
    expect(() => agesArgument(bad)).toThrow();
});

test('levels are two to four, from above', () => {
  expect(levelsArgument('L1-L4')).toEqual(['L1', 'L2', 'L3', 'L4']);
  expect(levelsArgument('L4, L1,L3')).toEqual(['L1', 'L3', 'L4']);
  for (const bad of ['', 'L1', 'L1,L5', 'L1,L1', 'L1-L3']) expect(() => levelsArgument(bad)).toThrow();
});

test('an id is a name without spaces', () => {
  expect(idArgument('north-1.5t_2026')).toBe('north-1.5t_2026');
  for (const bad of ['', 'a b', '../x', 'x'.repeat(101)]) expect(() => idArgument(bad)).toThrow();
});

describe('a cut-off', () => {
  test('is none unless the site chose one', () => {
    expect(cutoffOf(undefined, undefined)).toBeNull();
  });

  test('is a number with its source, or a published one', () => {
    expect(cutoffOf('4.2', 'our validation 2026')).toEqual({ value: 4.2, source: 'our validation 2026' });
    expect(cutoffOf('4.2', undefined)).toEqual({ value: 4.2, source: 'chosen by the site' });
    expect(cutoffOf('bandirali-2015', undefined)).toEqual({
      value: 5.5,
      source: 'Bandirali 2015, Eur Radiol 25:2951',
    });
  });

  test.each([['saad-2019'], ['kadri-2022-snr'], ['high'], ['']])('is not %p', (text) => {
    expect(() => cutoffOf(text, undefined)).toThrow(expect.objectContaining({ code: 'cli/usage' }));
  });

  test('has no source of its own', () => {
    expect(() => cutoffOf(undefined, 'somewhere')).toThrow(expect.objectContaining({ code: 'cli/usage' }));
  });
});
