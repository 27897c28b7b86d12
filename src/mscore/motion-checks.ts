import { type AcquiredPair } from './acquired-pair.ts';
import type { Group } from './air-place.ts';
import { sum } from './arithmetic.ts';
import { redundancy } from './autocorrelation.ts';
import type { Differences } from './difference-checks.ts';
import { normalQuantile } from './distributions.ts';
import { type Comparison, comparisonsWithin, LEVEL, mostByChance } from './evenness.ts';
import { judge, type JudgedCheck } from './judged-check.ts';
import { meanSquareOfShift, type Shift, shiftOf } from './shift.ts';

/** Of the signal: what an honest difference may vary by from place to place (drift, pulsation). */
const TOLERATED = 0.005;
/** Pixels. */
const FARTHEST = 0.2;
/** Of the variance of the difference: it moves the SD by half of that. */
const MOST_OF_VARIANCE = 0.04;

/** Whether the difference holds more than noise: something moved, pulsated, or became brighter in part. */
export function motionChecks(
  found: Differences,
  inside: readonly AcquiredPair[],
  around: readonly AcquiredPair[],
): JudgedCheck[] {
  const { differences, sd, correlation } = found;
  const signal = sum(differences.map((one) => one.signal * one.n)) / found.n;
  const scale = sum(differences.map((one) => one.mean * one.n)) / found.n / signal;
  const places = differences.map(({ place }) => place);
  const means = differences.map((one): Group => ({ mean: one.mean - scale * one.signal, n: one.n }));
  const times = redundancy(correlation.alongRows) * redundancy(correlation.alongColumns);
  const comparisons: Comparison[] = [
    { check: 'place-means', groups: means, times, repeats: 1 },
    ...comparisonsWithin(places, correlation),
  ];
  return [
    ...comparisons
      .filter(({ groups }) => groups.length > 1)
      .map((comparison) => {
        const { check, groups } = comparison;
        const variance = ({ n }: Group) => (2 * sd ** 2 * comparison.times) / n + (TOLERATED * signal) ** 2;
        const value = sum(groups.map((group) => group.mean ** 2 / variance(group))) / (groups.length - 1);
        return judge(check, value, { max: mostByChance(comparison) }, 'noise/moved');
      }),
    ...shiftChecks(found, inside, around),
  ];
}

function shiftChecks(
  { sd }: Differences,
  inside: readonly AcquiredPair[],
  around: readonly AcquiredPair[],
): JudgedCheck[] {
  const shifts = around.map(shiftOf).filter(({ error }) => Number.isFinite(error));
  if (shifts.length === 0) return [];
  // Of several places the farthest counts, so the chance is shared between them (Bonferroni).
  const z = normalQuantile((1 - LEVEL) / 2 / shifts.length);
  const beyond = (shift: Shift) => farOf(shift) - z * shift.error;
  const [worst] = shifts.toSorted((a, b) => beyond(b) - beyond(a));
  if (!worst) return [];
  const whole = weightedMean(shifts);
  const explained = sum(inside.map((pair) => meanSquareOfShift(pair, whole))) / inside.length;
  const share = sd > 0 ? explained / (2 * sd ** 2) : 0;
  return [
    judge('shift', farOf(worst), { max: FARTHEST + z * worst.error }, 'noise/moved'),
    judge('shift-of-variance', share, { max: MOST_OF_VARIANCE }, 'noise/moved'),
  ];
}

function farOf({ right, down }: Shift): number {
  return Math.hypot(right, down);
}

function weightedMean(shifts: readonly Shift[]): Pick<Shift, 'right' | 'down'> {
  const weights = shifts.map(({ error }) => 1 / error ** 2);
  const mean = (of: (shift: Shift) => number) =>
    sum(shifts.map((shift, i) => (weights[i] ?? 0) * of(shift))) / sum(weights);
  return { right: mean(({ right }) => right), down: mean(({ down }) => down) };
}
