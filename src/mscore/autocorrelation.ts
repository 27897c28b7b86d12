import { type AirPlace, wholeOf } from './air-place.ts';
import { average, sum } from './arithmetic.ts';

/** Pixels as far apart as interpolation and filters reach; beyond, correlation is structure. */
const LAGS = 4;
const FAR_LAGS = [6, 7, 8] as const;
/** So many standard errors from 0 a correlation must be to count. */
const SIGNIFICANT = 3.3;

/** How alike pixels of air are that lie one to LAGS apart, along the rows and along the columns. */
export interface Correlation {
  readonly alongRows: readonly number[];
  readonly alongColumns: readonly number[];
}

/**
 * Autocorrelation of the air in several places at lags 1 to 4, after what long lags (6 to 8) have in common
 * was taken off: ghosts and shading correlate over any distance, interpolation only over few pixels. What
 * chance explains is 0.
 *
 * @param of what is correlated: the deviation from the mean of the place, or its square
 */
export function autocorrelation(
  places: readonly AirPlace[],
  of: (deviation: number) => number = (deviation) => deviation,
): Correlation {
  const maps = places.map((place) => deviations(place, of));
  const variance = meanProduct(maps, 0, 0).mean;
  const at = (down: number, right: number) => {
    const { mean, n } = meanProduct(maps, down, right);
    return n === 0 || variance === 0 ? { r: 0, n: 1 } : { r: mean / variance, n };
  };
  const far = FAR_LAGS.flatMap((lag) => [at(0, lag).r, at(lag, 0).r]);
  const base = Math.max(0, average(far));
  const significant = ({ r, n }: { r: number; n: number }) =>
    Math.abs(r) * Math.sqrt(n) > SIGNIFICANT ? r - Math.min(base, Math.max(r, 0)) : 0;
  const lags = Array.from({ length: LAGS }, (_, i) => i + 1);
  return {
    alongRows: lags.map((lag) => significant(at(0, lag))),
    alongColumns: lags.map((lag) => significant(at(lag, 0))),
  };
}

/** How many times more pixels than independent ones stand in a line of correlated ones: 1 + 2 Σ ρ. */
export function redundancy(lags: readonly number[]): number {
  return Math.max(1, 1 + 2 * sum(lags));
}

/**
 * The number of independent pixels that say as much about mean and SD as the pixels of these places do: n
 * where they are independent, a quarter of it where both axes were interpolated to twice as many pixels.
 * The variance of a mean of correlated values is σ²/n · (1 + 2 Σ ρ) along each axis; for the SD the squared
 * deviations are such values. The smaller count of both.
 *
 * @param ofValues the autocorrelation of these places
 */
export function effectiveCount(places: readonly AirPlace[], ofValues: Correlation): number {
  const n = sum(places.map((place) => wholeOf(place).n));
  const ofSquares = autocorrelation(places, (deviation) => deviation ** 2);
  const times = [ofValues, ofSquares].map(
    ({ alongRows, alongColumns }) => redundancy(alongRows) * redundancy(alongColumns),
  );
  return n / Math.max(...times);
}

/** What is correlated, about its own mean; 0 outside the ROI. */
function deviations(place: AirPlace, of: (deviation: number) => number): AirPlace {
  const { mean } = wholeOf(place);
  const values = place.values.map((value) => of(value - mean));
  const { mean: middle } = wholeOf({ ...place, values });
  for (let i = 0; i < values.length; i += 1) {
    values[i] = ((values[i] ?? 0) - middle) * (place.inside[i] ?? 0);
  }
  return { ...place, values };
}

/** Mean product of the pixels that lie so far apart, over all places. */
function meanProduct(maps: readonly AirPlace[], down: number, right: number): { mean: number; n: number } {
  let [products, n] = [0, 0];
  for (const { rows, columns, values, inside } of maps) {
    for (let row = 0; row + down < rows; row += 1) {
      for (let column = 0; column + right < columns; column += 1) {
        const at = row * columns + column;
        const other = at + down * columns + right;
        products += (values[at] ?? 0) * (values[other] ?? 0);
        n += (inside[at] ?? 0) * (inside[other] ?? 0);
      }
    }
  }
  return { mean: products / n, n };
}
