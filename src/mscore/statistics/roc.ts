import { midRanks } from './ranks.ts';

/** Scores of cases with and without the outcome; a higher score speaks for it. */
export interface TwoClasses {
  readonly withOutcome: readonly number[];
  readonly without: readonly number[];
}

/** "Score ≥ cutoff is positive"; the first point, nobody positive, has cutoff ∞. */
export interface RocPoint {
  readonly cutoff: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/** Every cut-off at an observed score, from the strictest to the laxest. Both classes need a case. */
export function rocCurve({ withOutcome, without }: TwoClasses): RocPoint[] {
  const cutoffs = [...new Set([...withOutcome, ...without])].toSorted((a, b) => b - a);
  return [Number.POSITIVE_INFINITY, ...cutoffs].map((cutoff) => ({
    cutoff,
    sensitivity: share(withOutcome, (score) => score >= cutoff),
    specificity: share(without, (score) => score < cutoff),
  }));
}

/** P(score with > score without) + ½ P(equal): the area under the empirical curve (Mann and Whitney 1947). */
export function areaUnderCurve({ withOutcome, without }: TwoClasses): number {
  const [m, n] = [withOutcome.length, without.length];
  const ranks = midRanks([...withOutcome, ...without]).slice(0, m);
  return (ranks.reduce((total, rank) => total + rank, 0) - (m * (m + 1)) / 2) / (m * n);
}

function share(scores: readonly number[], passes: (score: number) => boolean): number {
  return scores.filter(passes).length / scores.length;
}
