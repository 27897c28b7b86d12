import { catalogue } from '../../src/error-catalogue.ts';
import { decimal } from '../../src/mscore/format.ts';
import { versionedName } from '../../src/mscore/reference.ts';
import type { CardLimit, CardTexts } from './card-texts.ts';

const limitText = (code: CardLimit): string => catalogue[code].text;

/** Bright marrow, and against what. */
const bright = ({ m, cutoff }: { m: string; cutoff: string | undefined }): string =>
  `Bright vertebral marrow on lumbar MRI, M-score ${m}${cutoff === undefined ? '' : `, cut-off ${cutoff}`}`;

export const english: CardTexts = {
  number: decimal,
  exact: String,
  date: (iso) => iso,
  reference: versionedName,

  sourceLabel: 'M-score (research use)',
  topics: {
    refer: 'DEXA referral after lumbar MRI',
    'assess-risk-first': 'Fracture risk after lumbar MRI',
    'screen-by-age': 'DEXA screening by age',
  },
  overrides: {
    dexaDone: 'DEXA was done elsewhere',
    knownOrTreated: 'Osteoporosis is known or treated',
    patientDeclines: 'Patient declines',
    notAppropriate: 'Not appropriate for this patient',
    doubtMeasurement: 'I doubt the measurement',
  },
  summaries: {
    refer: (score) => `${bright(score)}: consider a DEXA referral (research use)`,
    'assess-risk-first': (score) => `${bright(score)}: assess fracture risk (FRAX) first (research use)`,
    'screen-by-age': () =>
      'Woman of 65 or older without a DEXA on record: consider a DEXA referral (research use)',
  },
  reviewLink: 'Images and measurement',
  suggestion: {
    label: 'Refer for DEXA',
    action: 'Order DEXA bone densitometry of lumbar spine and hip',
  },
  order: {
    code: 'DEXA bone densitometry of lumbar spine and hip',
    reasons: {
      refer: 'High vertebral marrow signal on lumbar MRI (M-score, research use)',
      'screen-by-age': 'Woman of 65 or older without a DEXA on record',
    },
  },

  scoreLine: ({ m, low, high, against }) => `**M-score ${m}** (95 % interval ${low} to ${high})${against}`,
  against: ({ value, source }) => `, cut-off of this site ${value} (${source})`,
  mean: 'mean',
  vbq: ({ value, behind }) =>
    `VBQ ${value} (${behind === undefined ? '' : `against fluid behind ${behind}; `}beside it, never part of the M-score)`,
  images: ({ series, acquired, via }) =>
    `**Images:** sagittal T1 series${series === undefined ? '' : ` “${series}”`}${acquired === undefined ? '' : ` of ${acquired}`}; study found by ${via}`,
  foundBy: {
    'imaging-study': 'the ImagingStudy in the record',
    'qido-accession': 'its accession number on the PACS',
    'qido-patient': "the patient's identifier on the PACS (newest lumbar MRI)",
  },
  comparedWith: ({ n, reference, version, who }) =>
    `**Compared with:** a cohort of ${n} on this scanner, reference ${versionedName(reference, version)}${who === undefined ? '' : ` (${who})`}`,
  dexaNone: '**DEXA history:** none found',
  dexaLast: ({ date, tScore }) =>
    `**DEXA history:** last ${date ?? 'undated'}${tScore === undefined ? '' : `, lowest T-score ${tScore}`}`,
  limit: (text) => `**Limit:** ${text}`,
  unread: (part) => `**Limit:** the record was read incompletely: ${part}`,
  recordParts: {
    patient: 'patient',
    conditions: 'conditions',
    medications: 'medications',
    medicationStatements: 'medication statements',
    dexaObservations: 'DEXA results',
    reports: 'reports',
    procedures: 'procedures',
    orders: 'orders',
    imagingStudies: 'imaging studies',
  },
  inTheRecord: {
    off: '**In the record:** nothing was written to the record',
    pending: '**In the record:** the result is being written as preliminary Observations',
    done: '**In the record:** the result is there as preliminary Observations',
    failed: '**In the record:** the result could not be written yet, and is tried again',
    refused: '**In the record:** the result is not there, and cannot be written as things are',
    'fhir/not-taken':
      '**In the record:** the result is not there, because the FHIR server of the record takes no results',
    'fhir/multiple-matches':
      '**In the record:** this result is not there, because an earlier one stands in the record more than once',
    'fhir/other-patient':
      "**In the record:** the result is not there, because its identifier stands in another patient's record",
    'fhir/other-server':
      '**In the record:** the result is not there, because results are written to another FHIR server than this one',
  },
  finalInTheRecord: '**In the record:** the confirmed result is there as final Observations',
  reviewed: ({ date, changed }) =>
    `**Review:** confirmed by a reviewer on ${date}${changed ? ', after changes to the measured levels' : ''}`,
  madeBy: ({ algorithm, policy }) =>
    `**Made by:** ${algorithm === undefined ? '' : `${algorithm}, `}policy ${policy}`,
  reasons: {
    'm-score-above-cutoff': () => '',
    'record-incomplete': () => '',
    'age-refer': (age) => `The patient is ${age} or older: the policy suggests a DEXA.`,
    'age-assess-risk-first': (age) =>
      `The patient is, or may be, younger than ${age}: assess the fracture risk (FRAX) before a DEXA is ordered.`,
    'age-screen': () => 'USPSTF 2025 recommends screening women of 65 or older for osteoporosis.',
    'no-dexa-recorded': () => 'The record shows no DEXA.',
  },
  limits: {
    'spine/level-unlike-others': limitText('spine/level-unlike-others'),
    'spine/level-unusual': limitText('spine/level-unusual'),
    'spine/level-not-placed': limitText('spine/level-not-placed'),
    'spine/level-excluded': limitText('spine/level-excluded'),
    'spine/level-uncertain': limitText('spine/level-uncertain'),
    'spine/annotation-unread': limitText('spine/annotation-unread'),
    'spine/annotation-ambiguous': limitText('spine/annotation-ambiguous'),
    'spine/annotation-unused': limitText('spine/annotation-unused'),
    'spine/roi-outside': limitText('spine/roi-outside'),
    'noise/few-pixels': limitText('noise/few-pixels'),
    'noise/one-place': limitText('noise/one-place'),
    'noise/declared': limitText('noise/declared'),
    'vbq/discordant': limitText('vbq/discordant'),
    'reference/drift-warning': limitText('reference/drift-warning'),
    'reference/demonstration': limitText('reference/demonstration'),
    'reference/small': limitText('reference/small'),
    'reference/no-serial': limitText('reference/no-serial'),
  },
  noImage: 'This hint rests on the record alone. No image was used for it.',
  researchUse:
    'Research use only, not for diagnosis. The M-score is not a T-score and measures no bone density; a low one would not exclude osteoporosis.',
  researchUseNoImage: 'Research use only, not for diagnosis.',
};
