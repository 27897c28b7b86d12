import { type Attributes, integer, number, text } from './attributes.ts';
import type { Acquisition, Scanner } from './image.ts';
import type { Keyword } from './tags.ts';

/** Equipment modules, PS3.3 C.7.5.1 and C.8.3.1. */
export function scanner(frame: Attributes): Scanner {
  return {
    manufacturer: text(frame, 'Manufacturer'),
    model: text(frame, 'ManufacturerModelName'),
    serial: text(frame, 'DeviceSerialNumber'),
    fieldStrength: number(frame, 'MagneticFieldStrength'),
    coil: text(frame, 'ReceiveCoilName'),
    softwareVersions: frame.texts('SoftwareVersions').join('\\') || undefined,
  };
}

/** How the image was acquired, classic (PS3.3 C.8.3.1) or enhanced (C.8.13). */
export function acquisition(frame: Attributes): Acquisition {
  return {
    scanningSequence: scanningSequence(frame),
    sequenceVariant: filled(frame, 'SequenceVariant'),
    scanOptions: filled(frame, 'ScanOptions'),
    sequenceName: text(frame, 'SequenceName') ?? text(frame, 'PulseSequenceName'),
    repetitionTime: number(frame, 'RepetitionTime'),
    echoTime: number(frame, 'EffectiveEchoTime') ?? number(frame, 'EchoTime'),
    inversionTime: number(frame, 'InversionTimes') ?? number(frame, 'InversionTime'),
    echoTrainLength: integer(frame, 'EchoTrainLength') ?? integer(frame, 'RFEchoTrainLength'),
    flipAngle: number(frame, 'FlipAngle'),
    phaseEncodingDirection: phaseEncodingDirection(text(frame, 'InPlanePhaseEncodingDirection')),
    contrastAgent: contrastAgent(frame),
    parallelImaging:
      text(frame, 'ParallelAcquisition') === 'YES' ||
      named(frame, 'ParallelAcquisitionTechnique') !== undefined,
    imageFilter: named(frame, 'ImageFilter') ?? named(frame, 'KSpaceFiltering'),
    fatSuppression:
      named(frame, 'SpectrallySelectedSuppression') ??
      excitation(named(frame, 'SpectrallySelectedExcitation')),
  };
}

/** Start of the acquisition as `YYYYMMDDHHMMSS`, or of the series, or of the study; shorter when less is known. */
export function acquiredAt(frame: Attributes): string | undefined {
  const dateTime = text(frame, 'FrameAcquisitionDateTime') ?? text(frame, 'AcquisitionDateTime');
  if (dateTime !== undefined) return digits(dateTime);
  for (const [date, time] of DATES_AND_TIMES) {
    const day = text(frame, date);
    if (day !== undefined) return digits(day + (text(frame, time) ?? ''));
  }
  return undefined;
}

const DATES_AND_TIMES = [
  ['AcquisitionDate', 'AcquisitionTime'],
  ['SeriesDate', 'SeriesTime'],
  ['StudyDate', 'StudyTime'],
] as const satisfies readonly (readonly [Keyword, Keyword])[];

/** Drops fractions of a second and the offset from UTC: all images of a study share one clock. */
function digits(dateTime: string): string | undefined {
  return /^\d{4,14}/.exec(dateTime)?.[0];
}

/** Enhanced MR says the same as (0018,0020) in three attributes (PS3.3 C.8.13.4). */
function scanningSequence(frame: Attributes): readonly string[] {
  const classic = filled(frame, 'ScanningSequence');
  if (classic.length > 0) return classic;
  const echo = text(frame, 'EchoPulseSequence');
  return [
    ...(echo === 'SPIN' || echo === 'BOTH' ? ['SE'] : []),
    ...(echo === 'GRADIENT' || echo === 'BOTH' ? ['GR'] : []),
    ...(text(frame, 'InversionRecovery') === 'YES' ? ['IR'] : []),
    ...(text(frame, 'EchoPlanarPulseSequence') === 'YES' ? ['EP'] : []),
  ];
}

function phaseEncodingDirection(value: string | undefined): Acquisition['phaseEncodingDirection'] {
  if (value === 'ROW') return 'ROW';
  // Classic images say COL, enhanced ones COLUMN.
  return value === 'COL' || value === 'COLUMN' ? 'COLUMN' : undefined;
}

/** An agent counts as given unless enhanced MR says that it was not (PS3.3 C.7.6.4b). */
function contrastAgent(frame: Attributes): string | undefined {
  if (text(frame, 'ContrastBolusAgentAdministered') === 'NO') return undefined;
  const agent = named(frame, 'ContrastBolusAgent');
  if (agent !== undefined) return agent;
  return frame.items('ContrastBolusAgentSequence').length > 0 ? 'yes' : undefined;
}

function excitation(value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${value} excitation`;
}

function named(frame: Attributes, keyword: Keyword): string | undefined {
  const value = text(frame, keyword);
  return value === undefined || /^(none|no|n\/a)$/i.test(value) ? undefined : value;
}

function filled(frame: Attributes, keyword: Keyword): readonly string[] {
  return frame.texts(keyword).filter((value) => value !== '');
}
