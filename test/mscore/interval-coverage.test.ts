import { expect, test } from '@jest/globals';
import { coverage } from '../../fixtures/noise/coverage.ts';
import { siteReference } from './reference-file.ts';

const DRAWS = 3000;

test.each([
  { n: 20, m: 0, airPixels: 1000, levelSpread: 0.06 },
  { n: 20, m: 5, airPixels: 1000, levelSpread: 0.06 },
  { n: 30, m: 3, airPixels: 400, levelSpread: 0.1 },
  { n: 40, m: 2, airPixels: 2000, levelSpread: 0 },
  { n: 131, m: 5.5, airPixels: 1600, levelSpread: 0.05 },
  { n: 131, m: 1, airPixels: 4000, levelSpread: 0.12 },
])(
  'the 95 %% interval holds the true M in 93–97 %% of exams: n = $n, M = $m, $airPixels air pixels, level spread $levelSpread',
  (population) => {
    const share = coverage(population, DRAWS, siteReference());
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  },
);
