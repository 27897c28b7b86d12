import { average } from './arithmetic.ts';
import { decimal } from './format.ts';
import type { Level } from './levels.ts';
import type { Measurement } from './measurement.ts';
import { median, roiStatistics } from './roi-statistics.ts';
import type { LevelSignal } from './snr.ts';

/** Cerebrospinal fluid in a ROI, stored grey values. */
export interface Fluid {
  /** The body that it lies behind. */
  readonly behind: Level;
  readonly values: ArrayLike<number>;
}

export interface Vbq<Given extends Fluid = Fluid> {
  readonly value: number;
  /** Pixels of cerebrospinal fluid. */
  readonly n: number;
  readonly fluidBehind: Level;
  /** The one of those given that it was measured against. */
  readonly fluid: Given;
}

/** Behind L3; where there is none free of roots, behind L2, then L4 (Ehresman 2020). */
export const FLUID_LEVELS: readonly Level[] = ['L3', 'L2', 'L4'];
/** Fewer SDs of the noise are no signal: a magnitude image then shows little but its own floor. */
const LEAST_OVER_NOISE = 3;

/**
 * Vertebral bone quality: median of the mean signals of L1–L4 over the mean signal of the cerebrospinal
 * fluid behind L3, else L2, else L4, on T1 without contrast (Ehresman 2020, Spine J 20:556). It needs neither
 * air nor a cohort, but depends on scanner and age: it stands beside the M-score, is never averaged with it,
 * and alone suggests nothing. Null when a level is missing or no fluid looks like fluid.
 *
 * @param noiseSd of the images, stored grey values
 */
export function vertebralBoneQuality<Given extends Fluid>(
  signals: readonly LevelSignal[],
  fluids: readonly Given[],
  noiseSd: number,
): Vbq<Given> | null {
  const byLevel = Map.groupBy(signals, (signal): Level => signal.level);
  if (byLevel.size < 4) return null;
  const bodies = median([...byLevel.values()].map((rois) => average(rois.map((roi) => roi.mean))));
  for (const level of FLUID_LEVELS) {
    for (const fluid of fluids) {
      if (fluid.behind !== level || fluid.values.length === 0) continue;
      const { mean, n } = roiStatistics(fluid.values);
      if (looksLikeFluid(mean, bodies, noiseSd))
        return { value: bodies / mean, n, fluidBehind: level, fluid };
    }
  }
  return null;
}

/** On T1 fluid is darker than marrow, whatever fat that has; what is brighter is epidural fat or a contrast agent. */
function looksLikeFluid(mean: number, bodies: number, noiseSd: number): boolean {
  return mean > 0 && mean < bodies && mean >= LEAST_OVER_NOISE * noiseSd;
}

/** With the fluid that it was measured against: the same words in terminal and card. */
export function vbqInWords({ value, fluidBehind }: NonNullable<Measurement['vbq']>): string {
  const against = fluidBehind === undefined ? '' : `against fluid behind ${fluidBehind}; `;
  return `VBQ ${decimal(value, 2)} (${against}beside it, never part of the M-score)`;
}
