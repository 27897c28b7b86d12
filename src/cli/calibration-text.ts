import { cohortSentence, cohortTable, leftOutTable, levelTable } from '../calibration/tables.ts';
import type { Calibration } from '../mscore/calibration/calibrate.ts';
import type { Reference } from '../mscore/reference.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { reasonLines } from './reason-lines.ts';
import { tableText } from './validation-text.ts';

/** A calibration as a page of text: the cohort, its levels, who was left out, what to know. */
export function calibrationText(calibration: Calibration, reference: Reference, file: string): string {
  const { limits } = calibration;
  return [
    tableText(cohortTable(reference)),
    tableText(levelTable(reference)),
    cohortSentence(calibration),
    leftOutText(calibration),
    reasonLines('limit', limits).join('\n'),
    `Written: ${file}`,
    RESEARCH_USE,
  ]
    .filter(Boolean)
    .join('\n\n');
}

export function leftOutText(calibration: Calibration): string {
  return calibration.leftOut.length === 0 ? '' : tableText(leftOutTable(calibration));
}

/** The same for scripts: nothing but names that the site gave, numbers and reasons. */
export function calibrationJson({ kept, leftOut, limits }: Calibration, reference: Reference): string {
  const exams = kept.map(({ exam, snr, perLevel, air }) => ({
    exam: exam.name,
    age: exam.age === undefined ? null : Math.floor(exam.age),
    snr,
    perLevel,
    air,
    roiSource: exam.roiSource,
  }));
  const others = leftOut.map(({ exam, snr, reasons }) => ({ exam: exam.name, snr: snr ?? null, reasons }));
  return JSON.stringify({ reference, exams, leftOut: others, limits }, null, 2);
}
