import { reason } from '../errors.ts';
import { type AcquiredPair, type Difference, differenceOf } from './acquired-pair.ts';
import { sum } from './arithmetic.ts';
import { autocorrelation, effectiveCount } from './autocorrelation.ts';
import { checksOfDifference } from './difference-checks.ts';
import type { JudgedCheck } from './judged-check.ts';
import { motionChecks } from './motion-checks.ts';
import { type NoiseMeasurement, pixelLimits, refusalsOf, refusedNoise } from './noise.ts';

/** Where two acquisitions are compared. */
export interface AcquiredTwice {
  /** In the bodies that are measured: the noise. */
  readonly inside: readonly AcquiredPair[];
  /** Bodies with what is around them: whether anything moved shows at their edges. */
  readonly around: readonly AcquiredPair[];
}

/**
 * Noise of an exam from two acquisitions of the same series: the SD of their difference in the vertebral bodies,
 * within each place about its own mean, over √2 (NEMA MS 1, method 1; Dietrich 2007, J Magn Reson Imaging 26:375). No
 * Rayleigh factor: where the signal is several times the noise, a magnitude has the SD of the noise in each channel
 * (Gudbjartsson and Patz 1995). With the checks that say whether the difference holds nothing but noise. Nothing is
 * thrown; without any pixel the only result is the refusal `noise/no-roi`.
 */
export function differenceNoise({ inside, around }: AcquiredTwice): NoiseMeasurement {
  const differences = inside.map(differenceOf).filter((difference) => difference !== undefined);
  if (differences.length === 0) return refusedNoise(reason('noise/no-roi'));
  const n = sum(differences.map((difference) => difference.n));
  const sd = sdOf(differences);
  const places = differences.map(({ place }) => place);
  const correlation = autocorrelation(places);
  const effectiveN = effectiveCount(places, correlation);
  const found = { differences, sd, n, effectiveN, correlation };
  const checks = checksOfDifference(found, inside);
  const failed = (code: JudgedCheck['refusal']) =>
    checks.find(({ refusal, result }) => refusal === code && !result.passed);
  // Clipped pixels are equal in both without being copied; of either there is nothing more to say.
  const decisive = failed('noise/clipped') ?? failed('noise/same-image');
  const judged = decisive ? [decisive] : [...checks, ...motionChecks(found, inside, around)];
  return {
    sd,
    mean: sum(differences.map((difference) => difference.mean * difference.n)) / n,
    n,
    effectiveN,
    relativeError: 1 / Math.sqrt(2 * Math.max(1, effectiveN - differences.length)),
    coils: 0,
    checks: judged.map(({ result }) => result),
    refusals: refusalsOf(judged),
    limits: pixelLimits(n, effectiveN),
  };
}

/** Of one acquisition: the variance of a difference is twice that. Each place takes one degree of freedom. */
function sdOf(differences: readonly Difference[]): number {
  const freedom = sum(differences.map(({ n }) => n - 1));
  return freedom > 0 ? Math.sqrt(sum(differences.map(({ squares }) => squares)) / freedom / 2) : 0;
}
