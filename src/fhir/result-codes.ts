import type { CodeableConcept, Coding } from 'fhir/r4.js';
import { catalogue, type ErrorCode } from '../error-catalogue.ts';
import type { Level } from '../mscore/levels.ts';
import { SYSTEMS } from './code-systems.ts';

/** What has no standard code: the concepts of our own code system. */
const CONCEPTS = {
  'm-score': 'M-score of the lumbar spine (MRI)',
  'm-score-interval-95': '95 % interval of the M-score',
  'vertebral-body-snr': 'Signal-to-noise ratio of a vertebral body (T1 MRI)',
  'mean-snr': 'Mean signal-to-noise ratio of the measured vertebral bodies',
  'noise-sd': 'Standard deviation of the noise',
  'noise-source': 'Where a declared standard deviation of the noise is from',
  'pixel-count': 'Number of pixels in the region of interest',
  vbq: 'Vertebral bone quality score (MRI), for consistency only',
  'reference-cohort': 'Reference cohort of the M-score',
  'reference-cohort-size': 'Number of people in the reference cohort',
  'reference-cohort-version': 'Version of the reference cohort',
  'reference-cohort-sha256': 'SHA-256 of the content of the reference cohort',
  policy: 'Policy of the site, which the cut-off belongs to',
  refusal: 'Reason why there is no number',
  limit: 'What a reader must know about the number',
  'air-sd': 'Signal-to-noise ratio against the plain standard deviation of air',
  difference: 'Signal-to-noise ratio against the standard deviation of the difference of two acquisitions',
  declared: 'Signal-to-noise ratio against a standard deviation of the noise that the site declared',
  'body-over-csf': 'Median vertebral body signal over cerebrospinal fluid signal',
  'fluid-behind': 'Vertebral body that the cerebrospinal fluid of the VBQ lies behind',
  'measurement-software': 'Software that measures M-scores',
  'weights-sha256': 'SHA-256 of the localiser weights',
  review: 'Review of a measurement',
  suspicious: 'The M-score reaches the cut-off of the site',
  'measurable-by-hand': 'Refused, but can perhaps be measured once a person has marked levels or air',
  'review-decision': 'What the reviewer decided',
  confirmed: 'Confirmed',
  changed: 'Measured anew as the reviewer marked it',
  rejected: 'Rejected',
  withdrawn: 'The report or the study was entered in error',
  'no-finding': 'Measured anew, and nothing is left that a person should look at',
} as const;
export type ResultConcept = keyof typeof CONCEPTS;

/** Codes of DICOM and SNOMED CT that say the same as ours, or nearly (PS3.16). */
const ALSO: Readonly<Partial<Record<ResultConcept, Coding>>> = {
  'm-score': { system: SYSTEMS.dicom, code: '121416', display: 'Z-score of measurement' },
  'vertebral-body-snr': { system: SYSTEMS.dicom, code: '113060', display: 'Signal to noise' },
  'noise-sd': { system: SYSTEMS.snomed, code: '386136009', display: 'Standard deviation' },
  'reference-cohort': { system: SYSTEMS.dicom, code: '121405', display: 'Population description' },
};

/** Vertebral bodies, DICOM CID 7603 by SNOMED CT. */
const VERTEBRAL_BODY: Readonly<Record<Level, string>> = {
  L1: '61032001',
  L2: '53983007',
  L3: '55492004',
  L4: '71996003',
};

export const AI_ASSERTED: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'AIAST',
  display: 'Artificial Intelligence asserted',
};
export const IMAGING: CodeableConcept = {
  coding: [{ system: SYSTEMS.observationCategory, code: 'imaging', display: 'Imaging' }],
};
export const LUMBAR_SPINE: CodeableConcept = {
  coding: [{ system: SYSTEMS.snomed, code: '122496007', display: 'Lumbar spine structure' }],
};
/** DICOM PS3.16, DCM 112002. */
export const SERIES_UID: CodeableConcept = {
  coding: [{ system: SYSTEMS.dicom, code: '112002', display: 'Series Instance UID' }],
};
export const GREY_VALUE_MEAN: CodeableConcept = {
  coding: [{ system: SYSTEMS.snomed, code: '373098007', display: 'Mean' }],
};

export function vertebralBody(level: Level): CodeableConcept {
  return {
    coding: [{ system: SYSTEMS.snomed, code: VERTEBRAL_BODY[level] }],
    text: `Body of vertebra ${level}`,
  };
}

/** One of our concepts, with the standard codes that go with it. */
export function resultCode(codeSystem: string, code: ResultConcept): CodeableConcept {
  const also = ALSO[code];
  const display = CONCEPTS[code];
  return { coding: [{ system: codeSystem, code, display }, ...(also ? [also] : [])], text: display };
}

/** A coded refusal or limit; its display is the catalogue's sentence, which never holds patient data. */
export function reasonCode(codeSystem: string, code: ErrorCode): Coding {
  return { system: codeSystem, code, display: catalogue[code].text };
}
