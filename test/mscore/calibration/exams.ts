import { reason, type CodedReason } from '../../../src/errors.ts';
import type { CalibrationExam } from '../../../src/mscore/calibration/exam.ts';
import type { CalibrationOptions } from '../../../src/mscore/calibration/options.ts';
import { LEVELS } from '../../../src/mscore/levels.ts';
import type { ExamProtocol } from '../../../src/mscore/reference-differences.ts';
import { acquisition, sagittal, scanner } from '../image-header.ts';

export const AIR_SD = 10;

export const options: CalibrationOptions = {
  levels: LEVELS,
  ages: { min: 20, max: 40 },
  id: 'site',
  cutoff: null,
  createdAt: '2026-11-24',
};

export const protocol: ExamProtocol = {
  scanner,
  acquisition,
  plane: sagittal,
  noiseMethod: 'air-sd',
};

/** What every study says that is measured without a reference. */
export const NO_REFERENCE = reason('reference/none');

/** The exam of a young woman of whom all is known, with this SNR; L1 is a tenth brighter, L4 darker. */
export function examWith(
  number: number,
  snr: number,
  different: Partial<CalibrationExam> = {},
): CalibrationExam {
  const mean = snr * AIR_SD;
  return {
    name: `exam ${number}`,
    number,
    studyKey: `study ${number}`,
    womanKey: `woman ${number}`,
    age: 20 + (number % 20),
    sex: 'F',
    protocol,
    signals: { L1: mean * 1.1, L2: mean, L3: mean, L4: mean * 0.9 },
    air: { sd: AIR_SD, meanOverSd: 1.913, n: 1200 },
    refusals: [NO_REFERENCE],
    roiSource: 'model',
    algorithm: { name: 'mscore', version: '1.1.0', weightsSha256: 'a'.repeat(64) },
    ...different,
  };
}

/** SNRs 40, 40.5, 41, … around their own middle. */
export function cohort(n: number, different: (number: number) => Partial<CalibrationExam> = () => ({})) {
  return Array.from({ length: n }, (_, index) => examWith(index + 1, 40 + index / 2, different(index + 1)));
}

/** As the pipeline refuses air of several coils when no reference says that it is usual. */
export function severalCoils(
  meanOverSd: number,
  more: readonly CodedReason[] = [],
): Partial<CalibrationExam> {
  return {
    air: { sd: AIR_SD, meanOverSd, n: 1200 },
    refusals: [reason('noise/not-rayleigh', `mean-over-sd ${meanOverSd}`), ...more, NO_REFERENCE],
  };
}
