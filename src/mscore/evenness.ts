import { type AirPlace, blocksOf, columnsOf, type Group, rowsOf } from './air-place.ts';
import { type Correlation, redundancy } from './autocorrelation.ts';
import { chiSquareQuantile } from './distributions.ts';

/** Side of the squares whose means are compared, pixels. */
const BLOCK = 8;
/** Chance of refusing what is honest by each of the comparisons: 0.1 %. */
export const LEVEL = 0.999;

/** Groups of pixels whose means are compared with each other. */
export interface Comparison {
  readonly check: 'place-means' | 'block-means' | 'row-means' | 'column-means';
  readonly groups: readonly Group[];
  /** By how much more than those of independent pixels the means vary. */
  readonly times: number;
  /** How many neighbouring groups say the same. */
  readonly repeats: number;
}

/** The blocks, rows and columns of places in which neighbours are so alike. */
export function comparisonsWithin(
  places: readonly AirPlace[],
  { alongRows, alongColumns }: Correlation,
): Comparison[] {
  const [across, down] = [redundancy(alongRows), redundancy(alongColumns)];
  const blocks = places.flatMap((place) => blocksOf(place, BLOCK));
  return [
    { check: 'block-means', groups: blocks, times: across * down, repeats: 1 },
    // Pixels of a row are alike, so its mean varies more; so are neighbouring rows, so there are fewer.
    { check: 'row-means', groups: places.flatMap(rowsOf), times: across, repeats: down },
    { check: 'column-means', groups: places.flatMap(columnsOf), times: down, repeats: across },
  ];
}

/** χ² over its degrees of freedom that chance stays below. */
export function mostByChance({ groups, repeats }: Comparison): number {
  const independent = Math.max(1, (groups.length - 1) / repeats);
  return chiSquareQuantile(LEVEL, independent) / independent;
}
