import { reason } from '../../errors.ts';
import type { CalibrationExam, CohortExam, LeftOut, Sieved } from './exam.ts';

/** Keeps the first exam of each study and each woman: the statistics take exams as independent. */
export function onePerWoman(exams: readonly CohortExam[]): Sieved {
  const kept: CohortExam[] = [];
  const leftOut: LeftOut[] = [];
  const first = new Map<string, CalibrationExam>();
  for (const one of exams) {
    const keys = keysOf(one.exam);
    const before = keys.map((key) => first.get(key)).find((known) => known !== undefined);
    if (before === undefined) {
      for (const key of keys) first.set(key, one.exam);
      kept.push(one);
    } else {
      const reasons = [reason('calibrate/same-woman', `as ${before.name}`)];
      leftOut.push({ exam: one.exam, snr: one.snr, reasons });
    }
  }
  return { kept, leftOut };
}

function keysOf({ studyKey, womanKey }: CalibrationExam): string[] {
  return [
    ...(studyKey === undefined ? [] : [`study ${studyKey}`]),
    ...(womanKey === undefined ? [] : [`woman ${womanKey}`]),
  ];
}
