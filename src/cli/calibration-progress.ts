import type { Watcher } from '../calibration/measure-cohort.ts';
import { inOneLine } from '../errors.ts';
import type { CalibrationExam } from '../mscore/calibration/exam.ts';
import { judgeExam } from '../mscore/calibration/judge-exam.ts';
import type { ExamRules } from '../mscore/calibration/options.ts';
import { decimal } from '../mscore/format.ts';

/** Where progress goes: stderr. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export const CLEAR_LINE = '\r\u001B[2K';

/** One line for each exam when it is done; on a terminal also a line that moves while images are read. */
export function calibrationProgress(output: ProgressOutput, total: number, rules: ExamRules): Watcher {
  const measured = (exam: CalibrationExam, number: number) => {
    const clear = output.isTTY ? CLEAR_LINE : '';
    output.write(`${clear}${number}/${total} ${exam.name}: ${inWords(exam, rules)}\n`);
  };
  if (!output.isTTY) return { measured };
  return {
    measured,
    images: (number) => (done, images) => {
      output.write(`${CLEAR_LINE}${number}/${total} reading images ${done}/${images}`);
    },
  };
}

function inWords(exam: CalibrationExam, rules: ExamRules): string {
  const { cohortExam, leftOut } = judgeExam(exam, rules);
  if (cohortExam) return `SNR ${decimal(cohortExam.snr, 1)}`;
  return `left out: ${inOneLine(leftOut.reasons)}`;
}
