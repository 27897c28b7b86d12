import { rocCurve, type RocPoint, type TwoClasses } from './roc.ts';

/** Shares of whole cases differ by more than this or are equal. */
const EQUAL = 1e-12;

/**
 * The observed score with the largest sensitivity + specificity − 1 (Youden, Cancer 1950;3:32). Of several, the
 * highest, which refers fewest people.
 */
export function youdenCutoff(classes: TwoClasses): number {
  return best(realPoints(classes), ({ sensitivity, specificity }) => sensitivity + specificity);
}

/**
 * The observed score with the largest sensitivity among those of at least this specificity (0 to 1); of several,
 * the highest. `null` when no score reaches it.
 */
export function cutoffAtSpecificity(classes: TwoClasses, specificity: number): number | null {
  const reaching = realPoints(classes).filter((point) => point.specificity >= specificity - EQUAL);
  return reaching.length === 0 ? null : best(reaching, ({ sensitivity }) => sensitivity);
}

/** Without the point where nobody is positive: that is no cut-off. */
function realPoints(classes: TwoClasses): RocPoint[] {
  return rocCurve(classes).slice(1);
}

function best(points: readonly RocPoint[], worth: (point: RocPoint) => number): number {
  const chosen = points.reduce((kept, point) => (worth(point) > worth(kept) + EQUAL ? point : kept));
  return chosen.cutoff;
}
