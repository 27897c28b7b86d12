import { studentQuantile } from '../distributions.ts';
import { median } from '../roi-statistics.ts';

/** What values are held against. */
export interface Baseline {
  readonly mean: number;
  readonly sd: number;
  /** Values that the mean was made of: it is uncertain by sd/√n. */
  readonly n: number;
  /** Values that the SD was made of. */
  readonly sdN: number;
}

export type ChartState = 'ok' | 'warning' | 'drifted';

/** Weight of the newest value: the chart remembers some twenty. */
const WEIGHT = 0.1;
/** Chance that a normal value lies beyond three, and four, SD on one side: what limits of a large cohort stand for. */
const TAIL = { warning: 1.35e-3, drifted: 3.17e-5 } as const;
/** A value further out counts as this many SD: one exam with a ghost in the air must not retire a cohort. */
const FURTHEST = 3.5;
/** Values that the time of a change is looked for in. */
export const REMEMBERED = 250;
/** The variance of a median against that of a mean of as many normal values. */
const MEDIAN_COSTS = Math.PI / 2;

/**
 * Exponentially weighted moving average of standardised values (Roberts 1959, Technometrics 1:239; NIST/SEMATECH
 * e-Handbook 6.3.2.4), E ← 0.9 E + 0.1 z. Its limits are L √(λ/(2−λ) (1 − (1−λ)^2t) + (1 − (1−λ)^t)²/n): the second
 * term is the uncertain mean of a small cohort, and L is Student's quantile for its uncertain SD (charts with
 * estimated parameters: Jones, Champ and Rigdon 2001, Technometrics 43:156).
 *
 * Beyond the outer limit it is `drifted`, beyond the inner one `warning`. How often that happens by chance, and how soon after a
 * change, is simulated in the test.
 */
export class EwmaChart {
  readonly #baseline: Baseline;
  #average = 0;
  /** (1 − λ)^t after t values: what is left of the start. */
  #left = 1;
  /** Newest last. */
  readonly #recent: { readonly value: number; readonly z: number }[] = [];

  constructor(baseline: Baseline) {
    this.#baseline = baseline;
  }

  /** @param error SD of the value itself, where it is more uncertain than values of the baseline differ */
  follow(value: number, error = 0): void {
    const { mean, sd } = this.#baseline;
    const away = (value - mean) / Math.max(sd, error);
    const z = Math.max(-FURTHEST, Math.min(FURTHEST, away));
    this.#average += WEIGHT * (z - this.#average);
    this.#left *= 1 - WEIGHT;
    this.#recent.push({ value, z });
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  get state(): ChartState {
    const distance = Math.abs(this.#average);
    if (distance > this.#limit(TAIL.drifted)) return 'drifted';
    return distance > this.#limit(TAIL.warning) ? 'warning' : 'ok';
  }

  /** What values are held against, in their unit. */
  get middle(): number {
    return this.#baseline.mean;
  }

  /**
   * How many of the latest values belong to the change, if there was one: the likeliest time of a step
   * (Samuel, Pignatiello and Calvin 1998, Qual Eng 10:521). Zero before the first value.
   */
  get runLength(): number {
    let [sum, length, best] = [0, 0, 0];
    for (const [index, { z }] of this.#recent.toReversed().entries()) {
      sum += z;
      const likelihood = sum ** 2 / (index + 1);
      if (likelihood >= best) [length, best] = [index + 1, likelihood];
    }
    return length;
  }

  /** Where these values are: their median; the middle itself before the first. */
  get level(): number {
    const changed = this.#recent.slice(this.#recent.length - this.runLength);
    return changed.length === 0 ? this.#baseline.mean : median(changed.map(({ value }) => value));
  }

  /**
   * A new chart for values that a person found to be right as they are. Where they had changed, the middle is
   * from now on that of the values since the change, as uncertain as those few make it.
   */
  kept(): EwmaChart {
    if (this.state === 'ok') return new EwmaChart(this.#baseline);
    const n = Math.max(1, this.runLength / MEDIAN_COSTS);
    return new EwmaChart({ ...this.#baseline, mean: this.level, n });
  }

  #limit(tail: number): number {
    const { n, sdN } = this.#baseline;
    const variance = (WEIGHT / (2 - WEIGHT)) * (1 - this.#left ** 2) + (1 - this.#left) ** 2 / n;
    return studentQuantile(tail, sdN - 1) * Math.sqrt(variance);
  }
}
