import type { MeasuredStudy } from '../analysis/measure-study.ts';
import { ALGORITHM } from '../analysis/algorithm.ts';
import type { DicomPatient, ImageHeader, Slice } from '../dicom/image.ts';
import { ageAtExam } from '../dicom/patient-age.ts';
import type { CodedReason } from '../errors.ts';
import { average } from '../mscore/arithmetic.ts';
import type { CalibrationExam } from '../mscore/calibration/exam.ts';
import type { Level } from '../mscore/levels.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { CohortStudy } from './study.ts';

/**
 * What a measured study says to a cohort. Age and sex of the manifest go before those of the images.
 *
 * @param number of the exam, from 1: its name where it has no id, or an id that is the patient's in the images
 */
export function examOf(measured: MeasuredStudy, study: CohortStudy, number: number): CalibrationExam {
  const { measurement, slices } = measured;
  const header = measuredHeader(measurement, slices);
  const patient = header?.patient;
  return {
    name: study.id !== undefined && study.id !== patient?.id ? study.id : nameOf(number),
    number,
    studyKey: measurement.study.studyInstanceUid,
    womanKey: womanKey(study, patient),
    age: study.age ?? (header && ageAtExam(header.patient, header.acquiredAt)),
    sex: study.sex ?? patient?.sex?.trim().toUpperCase(),
    protocol: header && {
      scanner: header.scanner,
      acquisition: header.acquisition,
      plane: header.plane,
      noiseMethod: measurement.noise?.method ?? 'air-sd',
    },
    signals: signalsOf(measurement),
    air: airOf(measurement),
    refusals: measurement.refusals,
    roiSource: measurement.roiSource,
    algorithm: measurement.algorithm,
  };
}

/** An exam that could not even be opened. */
export function unreadExam(study: CohortStudy, number: number, why: CodedReason): CalibrationExam {
  return {
    name: study.id ?? nameOf(number),
    number,
    studyKey: undefined,
    womanKey: undefined,
    age: study.age,
    sex: study.sex,
    protocol: undefined,
    signals: {},
    air: undefined,
    refusals: [why],
    roiSource: null,
    algorithm: ALGORITHM,
  };
}

function nameOf(number: number): string {
  return `exam ${number}`;
}

/** The image that the first level lies on: the pipeline has seen to it that the others were made alike. */
function measuredHeader({ levels }: Measurement, slices: readonly Slice[]): ImageHeader | undefined {
  const [first] = levels;
  const measured = slices.find(({ header }) => header.sopInstanceUid === first?.roi.sopInstanceUid);
  return (measured ?? slices[0])?.header;
}

function womanKey({ patient }: CohortStudy, images: DicomPatient | undefined): string | undefined {
  if (patient !== undefined) return JSON.stringify([patient]);
  if (!images?.id) return undefined;
  return JSON.stringify([images.issuerOfPatientId ?? '', images.id, images.birthDate ?? '']);
}

function signalsOf({ levels }: Measurement): Partial<Record<Level, number>> {
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  return Object.fromEntries(
    [...byLevel].map(([level, rois]) => [level, average(rois.map(({ mean }) => mean))]),
  );
}

/** mean/SD as the check of the noise has it, corrected for rounding; of air only. */
function airOf({ noise }: Measurement): CalibrationExam['air'] {
  if (!noise || !(noise.sd > 0)) return undefined;
  const checked = noise.checks.find(({ check }) => check === 'mean-over-sd');
  return {
    sd: noise.sd,
    meanOverSd: noise.method === 'air-sd' ? (checked?.value ?? noise.mean / noise.sd) : undefined,
    n: noise.effectiveN ?? noise.n,
  };
}
