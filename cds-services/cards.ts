import type { Card, OverrideReason } from '../src/cds-hooks/cards.ts';
import { decimal } from '../src/mscore/format.ts';
import type { Measurement, Mscore } from '../src/mscore/measurement.ts';
import type { PatientRecord } from '../src/screening/record.ts';
import type { Recommendation } from '../src/screening/recommendation.ts';
import { cardDetail } from './card-detail.ts';
import { dexaReferral } from './referral.ts';

export interface CardBasis {
  readonly recommendation: Recommendation;
  readonly measurement: Measurement;
  readonly record: PatientRecord;
  readonly patientId: string;
  /** `ImagingStudy/id`, when the record has it. */
  readonly imagingStudy: string | undefined;
  /** `Observation/id` of the group, once the result was written to the record. */
  readonly observation: string | undefined;
  /** How the result stands in the record; `off` where the site writes nothing. */
  readonly published: 'off' | 'pending' | 'done' | 'failed';
  /** How the study was found, in words. */
  readonly foundBy: string;
  /** What decided: the policy's cut-off, or the one chosen with the reference. */
  readonly cutoff: { readonly value: number; readonly source: string } | null | undefined;
}

/** Own codes for what the card is about and why it was put aside; static per kind of card (R4). */
const CODE_SYSTEM = 'https://mscore.example.org/fhir/CodeSystem/cards';
const TOPICS = {
  refer: { system: CODE_SYSTEM, code: 'dexaReferral', display: 'DEXA referral after lumbar MRI' },
  'assess-risk-first': {
    system: CODE_SYSTEM,
    code: 'riskAssessment',
    display: 'Fracture risk after lumbar MRI',
  },
} as const;

const OVERRIDE_REASONS: OverrideReason[] = [
  { system: CODE_SYSTEM, code: 'dexaDone', display: 'DEXA was done elsewhere' },
  { system: CODE_SYSTEM, code: 'knownOrTreated', display: 'Osteoporosis is known or treated' },
  { system: CODE_SYSTEM, code: 'patientDeclines', display: 'Patient declines' },
  { system: CODE_SYSTEM, code: 'notAppropriate', display: 'Not appropriate for this patient' },
  { system: CODE_SYSTEM, code: 'doubtMeasurement', display: 'I doubt the measurement' },
];

/**
 * The card for a recommendation; none when there is nothing to recommend.
 *
 * @param newUuid gives the uuids of card and suggestion
 */
export function recommendationCard(basis: CardBasis, newUuid: () => string): Card | undefined {
  const { recommendation, measurement } = basis;
  const { kind } = recommendation;
  if (kind === 'nothing' || kind === 'screen-by-age' || !measurement.mscore) return undefined;
  return {
    uuid: newUuid(),
    summary: `${summaryStart(basis, measurement.mscore)}: ${ADVICE[kind]}`,
    detail: cardDetail(basis, measurement.mscore),
    indicator: 'info',
    source: { label: 'M-score (research use)', topic: TOPICS[kind] },
    ...(kind === 'refer' && {
      suggestions: [referSuggestion(basis, newUuid)],
      selectionBehavior: 'any' as const,
    }),
    overrideReasons: OVERRIDE_REASONS,
  };
}

const ADVICE = {
  refer: 'consider a DEXA referral (research use)',
  'assess-risk-first': 'assess fracture risk (FRAX) first (research use)',
} as const;

function summaryStart({ cutoff }: CardBasis, { value }: Mscore): string {
  // A cut-off out of an analysis has more digits than the line has room for; the detail gives it whole.
  const against = cutoff ? `, cut-off ${Number(cutoff.value.toFixed(2))}` : '';
  return `Bright vertebral marrow on lumbar MRI, M-score ${decimal(value, 1)}${against}`;
}

function referSuggestion(basis: CardBasis, newUuid: () => string) {
  const description = 'Order DEXA bone densitometry of lumbar spine and hip';
  return {
    uuid: newUuid(),
    label: 'Refer for DEXA',
    isRecommended: true,
    actions: [{ type: 'create' as const, description, resource: { ...dexaReferral(basis) } }],
  };
}
