import { type CodedReason, reason } from '../../errors.ts';
import { average } from '../arithmetic.ts';
import { roiSnr } from '../snr.ts';
import type { CalibrationExam, CohortExam, LeftOut } from './exam.ts';
import { missingInHeader } from './fingerprint.ts';
import type { ExamRules } from './options.ts';

/** Without a reference there is none: that is what is being made. */
const EXPECTED = 'reference/none';
/** Air of several coils is refused as long as no reference says that the cohort had it. */
export const NOT_RAYLEIGH = 'noise/not-rayleigh';

export type Judged =
  | { readonly cohortExam: CohortExam; readonly leftOut?: undefined }
  | { readonly leftOut: LeftOut; readonly cohortExam?: undefined };

/** Whether an exam can count, by what it says itself; how it fits the others is not asked here. */
export function judgeExam(exam: CalibrationExam, rules: ExamRules): Judged {
  const refusals = exam.refusals.filter(({ code }) => code !== EXPECTED);
  const others = refusals.filter(({ code }) => code !== NOT_RAYLEIGH);
  const reasons = [...(others.length > 0 ? refusals : []), ...whoItIs(exam, rules)];
  const { protocol, air } = exam;
  if (reasons.length === 0) reasons.push(...missingParts(exam, rules));
  if (reasons.length > 0 || protocol === undefined || air === undefined) {
    return { leftOut: { exam, reasons } };
  }
  const perLevel = Object.fromEntries(
    rules.levels.map((level) => [level, roiSnr({ mean: exam.signals[level] ?? Number.NaN }, air)]),
  );
  return { cohortExam: { exam, protocol, air, perLevel, snr: average(Object.values(perLevel)) } };
}

function whoItIs({ sex, age }: CalibrationExam, { ages }: ExamRules): CodedReason[] {
  const reasons: CodedReason[] = [];
  if (sex !== undefined && sex !== 'F') reasons.push(reason('calibrate/not-a-woman'));
  if (age !== undefined && (Math.floor(age) < ages.min || Math.floor(age) > ages.max)) {
    reasons.push(reason('calibrate/age', `${Math.floor(age)} years, not ${ages.min} to ${ages.max}`));
  }
  return reasons;
}

function missingParts({ signals, air, protocol }: CalibrationExam, { levels }: ExamRules): CodedReason[] {
  const missing = levels.filter((level) => signals[level] === undefined);
  const unsaid = protocol === undefined ? ['no image was measured'] : missingInHeader(protocol);
  return [
    ...(missing.length > 0 ? [reason('calibrate/level-missing', missing.join(', '))] : []),
    ...(air === undefined ? [reason('noise/no-roi')] : []),
    ...(unsaid.length > 0 ? [reason('calibrate/header-incomplete', unsaid.join(', '))] : []),
  ];
}
