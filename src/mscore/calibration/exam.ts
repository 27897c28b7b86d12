import type { CodedReason } from '../../errors.ts';
import type { Level } from '../levels.ts';
import type { Measurement } from '../measurement.ts';
import type { ExamProtocol } from '../reference-differences.ts';

/** The noise of one exam, mostly of its air. */
export interface ExamAir {
  /** Stored grey values. */
  readonly sd: number;
  /** Undefined where the noise was not measured in air. */
  readonly meanOverSd: number | undefined;
  /** Independent pixels. */
  readonly n: number;
}

/** What one measured study says to a reference cohort. */
export interface CalibrationExam {
  /** As every output names it: a code of the site or a number, never a folder or a patient. */
  readonly name: string;
  /** Its place among all exams, from 1. */
  readonly number: number;
  /** Equal keys are one study, or one woman; compared, and written nowhere. */
  readonly studyKey: string | undefined;
  readonly womanKey: string | undefined;
  /** Years. */
  readonly age: number | undefined;
  /** As DICOM has it: F, M or O. */
  readonly sex: string | undefined;
  readonly protocol: ExamProtocol | undefined;
  /** Mean grey value of each level; several ROIs of one level count as one. */
  readonly signals: Readonly<Partial<Record<Level, number>>>;
  readonly air: ExamAir | undefined;
  /** Of the measurement, made without any reference. */
  readonly refusals: readonly CodedReason[];
  readonly roiSource: string | null;
  readonly algorithm: Measurement['algorithm'];
}

/** An exam that can count: it has every level, air and a protocol. */
export interface CohortExam {
  readonly exam: CalibrationExam;
  readonly protocol: ExamProtocol;
  readonly air: ExamAir;
  /** Mean over the levels, and level by level: signal over SD of the air. */
  readonly snr: number;
  readonly perLevel: Readonly<Partial<Record<Level, number>>>;
}

export interface LeftOut {
  readonly exam: CalibrationExam;
  /** At least one. */
  readonly reasons: readonly CodedReason[];
  /** Undefined when it did not come to a number that means something. */
  readonly snr?: number | undefined;
}

/** What a step of the choice keeps, and what it leaves out. */
export interface Sieved {
  readonly kept: readonly CohortExam[];
  readonly leftOut: readonly LeftOut[];
}
