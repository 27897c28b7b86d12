import { expect, test } from '@jest/globals';
import { measureCohort } from '../../src/calibration/measure-cohort.ts';
import type { CohortStudy } from '../../src/calibration/study.ts';
import { CodedError, type ErrorCode } from '../../src/errors.ts';
import type { CalibrationExam } from '../../src/mscore/calibration/exam.ts';
import { measuredStudy } from './measured-study.ts';

const studies: CohortStudy[] = [{ location: 'a', id: 'A' }, { location: 'b' }, { location: 'c' }];

/** The second study raises this; names of the exams that were told in the meantime come back in `seen`. */
async function measure(code: ErrorCode, seen: CalibrationExam[] = []): Promise<CalibrationExam[]> {
  return measureCohort(
    studies,
    async ({ location }) => {
      if (location === 'b') throw new CodedError(code);
      return measuredStudy(location === 'a' ? 1 : 3);
    },
    { measured: (exam) => seen.push(exam) },
  );
}

test.each<[ErrorCode]>([['study/not-found'], ['dicom/truncated'], ['study/ambiguous'], ['pacs/too-large']])(
  'a study with %s is an exam that is refused for it',
  async (code) => {
    const seen: CalibrationExam[] = [];
    const exams = await measure(code, seen);
    expect(exams.map(({ name, refusals }) => [name, refusals[0]?.code])).toEqual([
      ['A', 'reference/none'],
      ['exam 2', code],
      ['exam 3', 'reference/none'],
    ]);
    expect(seen).toEqual(exams);
  },
);

test.each<[ErrorCode]>([['pacs/unavailable'], ['pacs/unauthorized'], ['model/runtime'], ['internal']])(
  '%s ends the measuring: it would hit all of them',
  async (code) => {
    await expect(measure(code)).rejects.toMatchObject({ code });
  },
);
