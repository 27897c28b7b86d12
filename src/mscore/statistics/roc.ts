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
  const sorted = [
    ...withOutcome.map((score) => ({ score, positive: true })),
    ...without.map((score) => ({ score, positive: false })),
  ].toSorted((a, b) => b.score - a.score);
  const points: RocPoint[] = [{ cutoff: Number.POSITIVE_INFINITY, sensitivity: 0, specificity: 1 }];
  let [truePositives, falsePositives] = [0, 0];
  for (const [index, { score, positive }] of sorted.entries()) {
    if (positive) truePositives += 1;
    else falsePositives += 1;
    if (sorted[index + 1]?.score === score) continue;
    points.push({
      cutoff: score,
      sensitivity: truePositives / withOutcome.length,
      specificity: (without.length - falsePositives) / without.length,
    });
  }
  return points;
}

/** P(score with > score without) + ½ P(equal): the area under the empirical curve (Mann and Whitney 1947). */
export function areaUnderCurve({ withOutcome, without }: TwoClasses): number {
  const [m, n] = [withOutcome.length, without.length];
  const ranks = midRanks([...withOutcome, ...without]).slice(0, m);
  return (ranks.reduce((total, rank) => total + rank, 0) - (m * (m + 1)) / 2) / (m * n);
}
