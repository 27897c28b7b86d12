import { calibrationPage } from '../calibration/calibration-page.ts';
import { measureCohort } from '../calibration/measure-cohort.ts';
import { defaultId } from '../calibration/default-id.ts';
import type { MeasureOne } from '../calibration/study.ts';
import { CodedError, type CodedReason } from '../errors.ts';
import { calibrate, type Calibration } from '../mscore/calibration/calibrate.ts';
import type { Level } from '../mscore/levels.ts';
import { DEMONSTRATION_BELOW } from '../mscore/match-reference.ts';
import { cutoffOf } from './calibrate-arguments.ts';
import { checkOutputs, writeOutputs } from './calibration-files.ts';
import { calibrationProgress, type ProgressOutput } from './calibration-progress.ts';
import { calibrationJson, calibrationText, leftOutText } from './calibration-text.ts';
import { EXIT } from './exit-codes.ts';
import { findStudies } from './find-studies.ts';
import { problemLines } from './problem-lines.ts';

export interface CalibrateOptions {
  readonly out: string;
  readonly report?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly id?: string;
  readonly population?: string;
  readonly ages: { readonly min: number; readonly max: number };
  readonly levels: readonly Level[];
  readonly cutoff?: string;
  readonly cutoffSource?: string;
  readonly decimalComma?: boolean;
}

export interface CalibrateDependencies {
  readonly measureOne: MeasureOne;
  readonly now: () => Date;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressOutput;
}

/**
 * Studies → exams → reference and report, in files. Whatever is wrong with arguments, manifest or outputs is said
 * before anything is measured.
 *
 * @returns the exit status: 0 written, 2 a manifest that is not used, or too few exams
 * @throws CodedError `cli/…`, `cohort/…`, `calibrate/exists`, `calibrate/too-few` before measuring, and faults
 */
export async function runCalibration(
  locations: readonly string[],
  options: CalibrateOptions,
  { measureOne, now, stdout, stderr }: CalibrateDependencies,
): Promise<number> {
  const { levels, ages, population } = options;
  const cutoff = cutoffOf(options.cutoff, options.cutoffSource);
  const files = { out: options.out, report: options.report, force: options.force ?? false };
  await checkOutputs(files);
  const found = await findStudies(locations, { decimalComma: options.decimalComma ?? false });
  if (found.problems) {
    stderr.write(problemLines(found.manifest, found.problems));
    return EXIT.usage;
  }
  const { studies } = found;
  if (studies.length < DEMONSTRATION_BELOW) {
    const detail = `${studies.length} studies, ${DEMONSTRATION_BELOW} are needed`;
    throw new CodedError('calibrate/too-few', detail);
  }
  const progress = calibrationProgress(stderr, studies.length, { levels, ages });
  const exams = await measureCohort(studies, measureOne, progress);
  const createdAt = now().toISOString().slice(0, 10);
  const id = options.id ?? defaultId(exams, createdAt);
  const calibration = calibrate(exams, { levels, ages, id, population, cutoff, createdAt });
  const { reference, failure } = calibration;
  if (!reference) {
    stderr.write(failureText(calibration, failure));
    return EXIT.usage;
  }
  await writeOutputs(files, {
    reference: `${JSON.stringify(reference, null, 2)}\n`,
    page: () => calibrationPage(calibration, reference),
  });
  const text = options.json
    ? calibrationJson(calibration, reference)
    : calibrationText(calibration, reference, options.out);
  stdout.write(`${text}\n`);
  return EXIT.done;
}

function failureText(calibration: Calibration, failure: CodedReason | undefined): string {
  const why = failure ? `${failure.text} [${failure.code}]\n${failure.remedy}` : '';
  return `${[leftOutText(calibration), why].filter(Boolean).join('\n\n')}\n`;
}
