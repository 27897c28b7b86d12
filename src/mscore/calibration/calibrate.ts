import { reason, type CodedReason } from '../../errors.ts';
import type { Level } from '../levels.ts';
import { DEMONSTRATION_BELOW } from '../match-reference.ts';
import type { Reference } from '../reference.ts';
import type { ReferenceProtocol } from '../reference-differences.ts';
import { cohortReference, hasSpread } from './cohort-reference.ts';
import type { CalibrationExam, CohortExam, LeftOut, Sieved } from './exam.ts';
import { judgeExam } from './judge-exam.ts';
import { limitsOf } from './limits.ts';
import { oneNoiseShape } from './noise-shape.ts';
import { onePerWoman } from './one-per-woman.ts';
import { commonProtocol, oneProtocol } from './one-protocol.ts';
import type { CalibrationOptions } from './options.ts';
import { withoutOutliers } from './outliers.ts';

export interface Calibration {
  readonly levels: readonly Level[];
  /** Every exam is in one of the two, in the order in which it was given. */
  readonly kept: readonly CohortExam[];
  readonly leftOut: readonly LeftOut[];
  /** Undefined without any exam that counts. */
  readonly protocol: ReferenceProtocol | undefined;
  readonly limits: readonly CodedReason[];
  /** One of the two: the reference, or why there is none. */
  readonly reference?: Reference;
  readonly failure?: CodedReason;
}

/** Each sees what the one before it kept: of a woman's exams the first that fits counts, and outliers are looked for last. */
const SIEVES: readonly ((exams: readonly CohortExam[]) => Sieved)[] = [
  oneProtocol,
  oneNoiseShape,
  onePerWoman,
  withoutOutliers,
];

/**
 * A reference cohort from measured exams: those that can count, of different women, made alike, with air of one
 * shape and without outliers; the others with their reasons. Pure: same exams and options, same reference.
 * No reference but `failure` (`calibrate/too-few`, `calibrate/no-spread`) when fewer than 20 exams are left.
 */
export function calibrate(exams: readonly CalibrationExam[], options: CalibrationOptions): Calibration {
  const judged = exams.map((exam) => judgeExam(exam, options));
  let kept: readonly CohortExam[] = judged.flatMap(({ cohortExam }) => cohortExam ?? []);
  const leftOut: LeftOut[] = judged.flatMap((one) => one.leftOut ?? []);
  for (const sieve of SIEVES) {
    const sieved = sieve(kept);
    kept = sieved.kept;
    leftOut.push(...sieved.leftOut);
  }
  const ordered = { kept: inOrder(kept), leftOut: inOrder(leftOut) };
  const protocol = commonProtocol(ordered.kept);
  const common = {
    levels: options.levels,
    ...ordered,
    protocol,
    limits: limitsOf(ordered.kept, ordered.leftOut, protocol),
  };
  if (protocol === undefined || kept.length < DEMONSTRATION_BELOW) {
    const detail = `${kept.length} of ${exams.length}, ${DEMONSTRATION_BELOW} are needed`;
    return { ...common, failure: reason('calibrate/too-few', detail) };
  }
  if (!hasSpread(kept, options.levels)) return { ...common, failure: reason('calibrate/no-spread') };
  return { ...common, reference: cohortReference(ordered, protocol, options) };
}

function inOrder<One extends { readonly exam: CalibrationExam }>(some: readonly One[]): One[] {
  return some.toSorted((a, b) => a.exam.number - b.exam.number);
}
