import type { Acquisition, ImagePlane, Scanner } from '../dicom/image.ts';
import type { NoiseMethod } from './noise-method.ts';
import type { Reference } from './reference.ts';

/** How an exam was made: what a reference cohort must share with it. */
export interface ExamProtocol {
  readonly scanner: Scanner;
  readonly acquisition: Acquisition;
  readonly plane: ImagePlane | undefined;
  readonly noiseMethod: NoiseMethod;
  /** ISO date, when the images say it. */
  readonly acquired?: string | undefined;
}

/** The part of a reference that an exam is compared with. */
export type ReferenceProtocol = Pick<Reference, 'scanner' | 'protocol' | 'noiseMethod'>;

export interface ReferenceDifferences {
  /** In words, e.g. `serial number A7 against B2`; empty on the same scanner. */
  readonly scanner: readonly string[];
  /** In words, e.g. `echo time 12 ms against 14 ms`; reference first, exam second. */
  readonly protocol: readonly string[];
}

/**
 * How far numbers may lie apart and still be the same protocol. Marrow on T1 loses some 0.05 % of signal
 * per ms of TR and 1.6 % per ms of TE, so these move the SNR by less than 1 %.
 */
const TOLERANCE = {
  /** Tesla; headers say 1.5 and 1.494 of one magnet. */
  fieldStrength: 0.05,
  /** Milliseconds. */
  repetitionTime: 10,
  echoTime: 0.5,
  /** Millimetres. */
  sliceThickness: 0.05,
  pixelSpacing: 0.005,
} as const;

/**
 * What keeps `reference` from being used for an exam. Texts must be equal but for padding, numbers within
 * TOLERANCE. Optional fields count when the reference has them; an exam that does not say a value that
 * the reference has is different.
 */
export function differencesFrom(reference: ReferenceProtocol, exam: ExamProtocol): ReferenceDifferences {
  const { scanner, acquisition, plane } = exam;
  const { scanner: on, protocol } = reference;
  return {
    scanner: [
      text('manufacturer', on.manufacturer, scanner.manufacturer),
      text('model', on.model, scanner.model),
      text('serial number', on.serial, scanner.serial),
      number('field strength', 'T', on.fieldStrength, scanner.fieldStrength, TOLERANCE.fieldStrength),
      text('coil', on.coil, scanner.coil),
      text('software', on.softwareVersions, scanner.softwareVersions),
    ].filter((difference) => difference !== undefined),
    protocol: [
      text('sequence', protocol.sequence, acquisition.scanningSequence.join('\\')),
      number(
        'repetition time',
        'ms',
        protocol.repetitionTime,
        acquisition.repetitionTime,
        TOLERANCE.repetitionTime,
      ),
      number('echo time', 'ms', protocol.echoTime, acquisition.echoTime, TOLERANCE.echoTime),
      number('echo train length', '', protocol.echoTrainLength, acquisition.echoTrainLength, 0),
      number(
        'slice thickness',
        'mm',
        protocol.sliceThickness,
        plane?.sliceThickness,
        TOLERANCE.sliceThickness,
      ),
      number('pixel spacing', 'mm', protocol.pixelSpacing, plane?.rowSpacing, TOLERANCE.pixelSpacing),
      text('noise method', reference.noiseMethod, exam.noiseMethod),
    ].filter((difference) => difference !== undefined),
  };
}

function text(name: string, expected: string | undefined, found: string | undefined): string | undefined {
  if (expected === undefined || expected.trim() === found?.trim()) return undefined;
  return `${name} ${expected.trim()} against ${found?.trim() || 'none given'}`;
}

function number(
  name: string,
  unit: string,
  expected: number | undefined,
  found: number | undefined,
  tolerance: number,
): string | undefined {
  if (expected === undefined) return undefined;
  // The margin keeps 1.5 − 1.45 from counting as more than 0.05.
  if (found !== undefined && Math.abs(found - expected) <= tolerance + 1e-9) return undefined;
  const withUnit = (value: number) => `${value} ${unit}`.trim();
  return `${name} ${withUnit(expected)} against ${found === undefined ? 'none given' : withUnit(found)}`;
}
