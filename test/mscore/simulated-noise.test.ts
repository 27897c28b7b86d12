import { describe, expect, test } from '@jest/globals';
import { tallies } from '../../fixtures/noise/tally.ts';

const all = tallies(1000);

describe('of 1,000 simulated exams', () => {
  test.each(all.filter(({ clean }) => clean))(
    '$air: at least 98 %% are accepted, with an SD within 2 %% of the true one',
    ({ accepted, bias }) => {
      expect(accepted).toBeGreaterThanOrEqual(0.98);
      expect(Math.abs(bias ?? Infinity)).toBeLessThanOrEqual(0.02);
    },
  );

  test.each(all.filter(({ clean }) => !clean))('$air: at least 99 %% are refused', ({ accepted }) => {
    expect(accepted).toBeLessThanOrEqual(0.01);
  });
});
