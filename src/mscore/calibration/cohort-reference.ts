import { inOneLine } from '../../errors.ts';
import { LEVELS, type Level } from '../levels.ts';
import { MOST_EXAM_SNRS, type Reference, referenceSchema } from '../reference.ts';
import type { ReferenceProtocol } from '../reference-differences.ts';
import { roiStatistics } from '../roi-statistics.ts';
import type { CohortExam, LeftOut } from './exam.ts';
import { noiseShapeOf } from './noise-shape.ts';
import type { CalibrationOptions } from './options.ts';

/** An SD below it is that of copies: every M-score is divided by it. */
const LEAST_SD = 1e-6;

/** Whether exam and levels differ from woman to woman. */
export function hasSpread(kept: readonly CohortExam[], levels: readonly Level[]): boolean {
  const all = [kept.map(({ snr }) => snr), ...levels.map((level) => snrsOf(kept, level))];
  return all.every((values) => values.length > 1 && roiStatistics(values).sd >= LEAST_SD);
}

/** The statistics of a cohort as its file has them. At least two exams, which `hasSpread` let through. */
export function cohortReference(
  { kept, leftOut }: { readonly kept: readonly CohortExam[]; readonly leftOut: readonly LeftOut[] },
  protocol: ReferenceProtocol,
  options: CalibrationOptions,
): Reference {
  const { levels, id, cutoff, createdAt } = options;
  const ages = agesOf(kept);
  const reference = {
    id,
    ...protocol,
    noiseShape: noiseShapeOf(kept),
    levels: levels.length === LEVELS.length ? 'L1-L4' : levels.join(','),
    n: kept.length,
    snr: meanAndSd(kept.map(({ snr }) => snr)),
    perLevel: Object.fromEntries(levels.map((level) => [level, meanAndSd(snrsOf(kept, level))])),
    examSnrs: kept.length > MOST_EXAM_SNRS ? undefined : ascending(kept),
    cutoff,
    population: options.population ?? populationOf(ages),
    createdAt,
    ages,
    ...noiseOf(kept),
    leftOut: leftOut.map(({ exam, reasons }) => ({ exam: exam.name, reason: inOneLine(reasons) })),
    algorithm: algorithmOf(kept),
  };
  // As a file has it: what is not known is not there.
  return referenceSchema.parse(JSON.parse(JSON.stringify(reference)));
}

/** Youngest and oldest in whole years; undefined when no age is known. */
export function agesOf(kept: readonly CohortExam[]): Reference['ages'] {
  const ages = kept.flatMap(({ exam: { age } }) => (age === undefined ? [] : [Math.floor(age)]));
  return ages.length === 0 ? undefined : { min: Math.min(...ages), max: Math.max(...ages) };
}

function populationOf(ages: Reference['ages']): string {
  if (ages === undefined) return 'women whose age is not known';
  return ages.min === ages.max ? `women aged ${ages.min}` : `women aged ${ages.min}–${ages.max}`;
}

function snrsOf(kept: readonly CohortExam[], level: Level): number[] {
  return kept.flatMap(({ perLevel }) => perLevel[level] ?? []);
}

function ascending(kept: readonly CohortExam[]): number[] {
  return kept.map(({ snr }) => sixDigits(snr)).toSorted((a, b) => a - b);
}

/** The weights of the model where it found the levels of any exam. */
function algorithmOf(kept: readonly CohortExam[]): Reference['algorithm'] {
  const withWeights = kept.find(({ exam }) => exam.algorithm.weightsSha256 !== null);
  return (withWeights ?? kept[0])?.exam.algorithm;
}

/** What later exams can be held against: the air with its shape, or the SD alone where the noise is not that of air. */
function noiseOf(kept: readonly CohortExam[]): Pick<Reference, 'air' | 'noiseSd'> {
  const sd = meanAndSd(kept.map(({ air }) => air.sd));
  const shapes = kept.flatMap(({ air }) => air.meanOverSd ?? []);
  return shapes.length === kept.length ? { air: { sd, meanOverSd: meanAndSd(shapes) } } : { noiseSd: sd };
}

/** Sample SD. */
function meanAndSd(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const { mean, sd } = roiStatistics(values);
  return { mean: sixDigits(mean), sd: sixDigits(sd) };
}

/** More than thirty women know. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
