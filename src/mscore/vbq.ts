import { average } from './arithmetic.ts';
import type { Level } from './levels.ts';
import { median, roiStatistics } from './roi-statistics.ts';
import type { LevelSignal } from './snr.ts';

export interface Vbq {
  readonly value: number;
  /** Pixels of cerebrospinal fluid. */
  readonly n: number;
}

/**
 * Vertebral bone quality: median of the mean signals of L1–L4 over the mean signal of the cerebrospinal
 * fluid behind L3, on T1 without contrast (Ehresman 2020, Spine J 20:556). It needs neither air nor a
 * cohort, but depends on scanner and age: it stands beside the M-score, is never averaged with it, and
 * alone suggests nothing. Null when a level is missing or the fluid has no signal.
 */
export function vertebralBoneQuality(signals: readonly LevelSignal[], csf: ArrayLike<number>): Vbq | null {
  const byLevel = Map.groupBy(signals, (signal): Level => signal.level);
  if (byLevel.size < 4 || csf.length === 0) return null;
  const fluid = roiStatistics(csf);
  if (!(fluid.mean > 0)) return null;
  const bodies = [...byLevel.values()].map((rois) => average(rois.map((roi) => roi.mean)));
  return { value: median(bodies) / fluid.mean, n: fluid.n };
}
