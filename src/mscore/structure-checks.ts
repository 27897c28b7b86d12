import { valuesOf, type AirPlace } from './air-place.ts';
import type { Correlation } from './autocorrelation.ts';
import { sum } from './arithmetic.ts';
import { chiDensity, chiSdOverSigma, coilsOf } from './chi.ts';
import { binomialUpperBound } from './distributions.ts';
import { type Comparison, comparisonsWithin, LEVEL, mostByChance } from './evenness.ts';
import { judge, type JudgedCheck } from './judged-check.ts';
import type { RoiStatistics } from './roi-statistics.ts';

/** Of the mean: what honest air may vary by (faint ghosts, rounding) without spoiling an M-score. */
const TOLERATED = 0.02;
/** Twofold zero filling of k-space correlates neighbours by 0.41, linear interpolation and filters by 0.5 and more. */
const MOST_ALIKE = 0.5;
/** Of chance, and no fewer: a few pixels share the largest value of any air. */
const MOST_AT_END = 10;

/** Means of blocks, rows and columns, and the likeness of neighbours. */
export function structureChecks(
  places: readonly AirPlace[],
  air: RoiStatistics,
  correlation: Correlation,
): JudgedCheck[] {
  return [
    checkInterpolation(correlation),
    ...checkEvenness(places, air, correlation),
    checkEnds(places, air),
  ];
}

function checkInterpolation({ alongRows, alongColumns }: Correlation): JudgedCheck {
  const most = Math.max(alongRows[0] ?? 0, alongColumns[0] ?? 0);
  return judge('neighbour-correlation', most, { max: MOST_ALIKE }, 'noise/interpolated');
}

/**
 * Whether the means of blocks, rows and columns vary as chance has them vary. Noise that differs from place
 * to place (normalisation, g-factor of parallel imaging) shows in the blocks, ghosts along the phase-encode
 * axis in the rows or the columns. Value and limit: χ² over its degrees of freedom.
 */
function checkEvenness(
  places: readonly AirPlace[],
  air: RoiStatistics,
  correlation: Correlation,
): JudgedCheck[] {
  return comparisonsWithin(places, correlation)
    .filter(({ groups }) => groups.length > 1)
    .map((comparison) => {
      const { check } = comparison;
      const refusal = check === 'block-means' ? 'noise/not-uniform' : 'noise/structured';
      return judge(check, spread(comparison, air), { max: mostByChance(comparison) }, refusal);
    });
}

function spread({ groups, times }: Comparison, { sd }: RoiStatistics): number {
  const middle = sum(groups.map(({ mean, n }) => mean * n)) / sum(groups.map(({ n }) => n));
  const tolerated = (TOLERATED * middle) ** 2;
  const squares = groups.map(({ mean, n }) => (mean - middle) ** 2 / ((sd ** 2 * times) / n + tolerated));
  return sd > 0 ? sum(squares) / (groups.length - 1) : 0;
}

/**
 * Values that were clipped pile up at the smallest or the largest one. Value and limit: share of the pixels
 * that have the fuller of both.
 */
function checkEnds(places: readonly AirPlace[], air: RoiStatistics): JudgedCheck {
  const coils = coilsOf(air.mean / air.sd);
  const sigma = air.sd / chiSdOverSigma(coils);
  const ends = [air.minimum, air.maximum].map((end) => {
    const found = sum(places.map((place) => timesIn(valuesOf(place), end)));
    const expected = sigma > 0 ? chiDensity(coils, end / sigma) / sigma : 1;
    const most = Math.max(MOST_AT_END, binomialUpperBound(air.n, Math.min(1, expected), LEVEL));
    return { found, most };
  });
  // What is at zero is the zero fraction's business.
  const counted = air.minimum === 0 ? ends.slice(1) : ends;
  const [worst] = counted.toSorted((a, b) => b.found / b.most - a.found / a.most);
  const { found = 0, most = 0 } = worst ?? {};
  return judge('at-the-ends', found / air.n, { max: most / air.n }, 'noise/clipped');
}

function timesIn(values: Float64Array, wanted: number): number {
  let times = 0;
  for (let at = values.indexOf(wanted); at >= 0; at = values.indexOf(wanted, at + 1)) times += 1;
  return times;
}
