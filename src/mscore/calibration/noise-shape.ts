import { reason } from '../../errors.ts';
import { chiMeanOverSd, coilsOf } from '../chi.ts';
import { decimal } from '../format.ts';
import { bandOfMeanOverSd } from '../noise-checks.ts';
import type { Reference } from '../reference.ts';
import { median, roiStatistics } from '../roi-statistics.ts';
import type { CohortExam, LeftOut, Sieved } from './exam.ts';
import { NOT_RAYLEIGH } from './judge-exam.ts';
import { modifiedZScores, OUTLIER_BEYOND } from './outliers.ts';

/**
 * Coils that double move mean/SD by √2; a band as wide as half of the way would tell nothing apart.
 * The band of one coil serves for all: its error is 0.710/√n, that of many 0.707/√n.
 */
const WIDEST = 0.15;

/**
 * Keeps the exams whose air has the shape that most have: that of one coil, or steadily that of several (root
 * of χ², Constantinides 1997). Air that fits no number of coils, or a different one in every exam, stays refused.
 */
export function oneNoiseShape(exams: readonly CohortExam[]): Sieved {
  const [rayleigh, other] = [exams.filter((one) => !isRefused(one)), exams.filter(isRefused)];
  if (other.length <= rayleigh.length) return { kept: rayleigh, leftOut: other.map(asRefused) };
  const middle = median(other.map(shapeOf));
  const scores = modifiedZScores(other.map(shapeOf));
  const fits = other.map((one, index) => {
    const { air } = one;
    const off = Math.abs(Math.log(shapeOf(one) / middle));
    return (
      off <= bandOfMeanOverSd(air.n) || (off <= WIDEST && Math.abs(scores[index] ?? 0) <= OUTLIER_BEYOND)
    );
  });
  const alike = other.filter((_, index) => fits[index]);
  if (!looksLikeCoils(middle, typicalPixels(other)) || !isSteady(alike)) {
    return { kept: rayleigh, leftOut: other.map(asRefused) };
  }
  const strange = [...rayleigh, ...other.filter((_, index) => !fits[index])];
  return { kept: alike, leftOut: strange.map((one) => asOther(one, middle)) };
}

/** The shape of a cohort that went through `oneNoiseShape`; undefined when it is that of one coil. */
export function noiseShapeOf(exams: readonly CohortExam[]): Reference['noiseShape'] {
  if (exams.length === 0 || !exams.every(isRefused)) return undefined;
  const { mean, sd } = roiStatistics(exams.map(shapeOf));
  const ofPixels = mean * Math.expm1(bandOfMeanOverSd(typicalPixels(exams)));
  return { meanOverSd: rounded(mean), tolerance: rounded(Math.max(3 * sd, ofPixels)) };
}

function isRefused({ exam }: CohortExam): boolean {
  return exam.refusals.some(({ code }) => code === NOT_RAYLEIGH);
}

function isSteady(exams: readonly CohortExam[]): boolean {
  const { mean, sd } = roiStatistics(exams.map(shapeOf));
  return 3 * sd <= WIDEST * mean;
}

function looksLikeCoils(meanOverSd: number, pixels: number): boolean {
  const coils = coilsOf(meanOverSd);
  return coils > 1 && Math.abs(Math.log(meanOverSd / chiMeanOverSd(coils))) <= bandOfMeanOverSd(pixels);
}

/** What is refused for its shape has one. */
function shapeOf({ air }: CohortExam): number {
  return air.meanOverSd ?? Number.NaN;
}

function typicalPixels(exams: readonly CohortExam[]): number {
  return median(exams.map(({ air }) => air.n));
}

function asRefused({ exam, snr }: CohortExam): LeftOut {
  return { exam, snr, reasons: exam.refusals.filter(({ code }) => code === NOT_RAYLEIGH) };
}

function asOther(one: CohortExam, middle: number): LeftOut {
  const { exam, snr } = one;
  const detail = `mean/SD ${decimal(shapeOf(one), 2)} against ${decimal(middle, 2)}`;
  return { exam, snr, reasons: [reason('calibrate/other-noise', detail)] };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
