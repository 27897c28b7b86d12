import { asCodedError, type ErrorCode } from '../errors.ts';
import type { Progress } from '../dicom/image-source.ts';
import type { CalibrationExam } from '../mscore/calibration/exam.ts';
import { examOf, unreadExam } from './exam-of.ts';
import type { CohortStudy, MeasureOne } from './study.ts';

/** Told while a cohort is measured. */
export interface Watcher {
  /** Images of the exam with this number, from 1. */
  readonly images?: (number: number) => Progress;
  readonly measured: (exam: CalibrationExam, number: number) => void;
}

/** What is wrong with one study alone; any other fault would hit the rest of the cohort too. */
const OF_THE_STUDY = /^(?:study|dicom|spine|series)\//;
const TOO_LARGE: readonly ErrorCode[] = ['pacs/too-large', 'pacs/incomplete', 'pacs/foreign-link'];

/**
 * Measures the studies one after the other. A study that cannot be read is an exam with a refusal.
 *
 * @throws CodedError what keeps all of them from being measured: the PACS is away, the model does not start
 */
export async function measureCohort(
  studies: readonly CohortStudy[],
  measureOne: MeasureOne,
  watcher: Watcher,
): Promise<CalibrationExam[]> {
  const exams: CalibrationExam[] = [];
  for (const study of studies) {
    const number = exams.length + 1;
    const exam = await measureExam(study, number, measureOne, watcher.images?.(number));
    exams.push(exam);
    watcher.measured(exam, number);
  }
  return exams;
}

async function measureExam(
  study: CohortStudy,
  number: number,
  measureOne: MeasureOne,
  progress: Progress | undefined,
): Promise<CalibrationExam> {
  try {
    return examOf(await measureOne(study, progress), study, number);
  } catch (thrown) {
    const error = asCodedError(thrown);
    if (!OF_THE_STUDY.test(error.code) && !TOO_LARGE.includes(error.code)) throw error;
    return unreadExam(study, number, error.toReason());
  }
}
