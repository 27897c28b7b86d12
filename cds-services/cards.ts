import type { Card, OverrideReason } from '../src/cds-hooks/cards.ts';
import type { FoundBy } from '../src/analysis/find-study.ts';
import type { MeasurementSummary, Mscore } from '../src/mscore/measurement.ts';
import type { Policy } from '../src/screening/policy.ts';
import type { PatientRecord } from '../src/screening/record.ts';
import type { ReviewOutcome } from '../src/screening/review-outcome.ts';
import type { CardKind, Recommendation } from '../src/screening/recommendation.ts';
import { imageDetail, recordDetail } from './card-detail.ts';
import { dexaReferral, type ReferralBasis } from './referral.ts';
import { OVERRIDES, type CardTexts, type InRecord } from './texts/card-texts.ts';

export interface CardBasis {
  readonly recommendation: Recommendation;
  readonly record: PatientRecord;
  readonly patientId: string;
  readonly policy: Policy;
  /** The words of the card, in the language of its reader. */
  readonly texts: CardTexts;
  /** Undefined when no image was measured. */
  readonly image: ImageBasis | undefined;
}

export interface ImageBasis {
  readonly measurement: MeasurementSummary;
  /** `ImagingStudy/id`, when the record has it. */
  readonly imagingStudy: string | undefined;
  /** `Observation/id` of the group, once the result was written to the record. */
  readonly observation: string | undefined;
  /** How the result stands in the record, or why it cannot be there. */
  readonly inRecord: InRecord;
  readonly foundBy: FoundBy;
  /** What a reviewer decided about these numbers. */
  readonly review: ReviewOutcome | undefined;
  /** Where the EHR may open the review of this measurement (SMART App Launch). */
  readonly reviewLaunch: { readonly url: string; readonly measurement: string } | undefined;
}

/** Own codes for what the card is about and why it was put aside; static per kind of card (R4). */
export const CARD_CODES = 'https://mscore.example.org/fhir/CodeSystem/cards';
export const TOPIC_CODES: Readonly<Record<CardKind, string>> = {
  refer: 'dexaReferral',
  'assess-risk-first': 'riskAssessment',
  'screen-by-age': 'dexaByAge',
};

/**
 * The card for a recommendation; none when there is nothing to recommend.
 *
 * @param newUuid gives the uuids of card and suggestion
 */
export function recommendationCard(basis: CardBasis, newUuid: () => string): Card | undefined {
  const { recommendation, image } = basis;
  if (recommendation.kind === 'nothing') return undefined;
  if (recommendation.kind === 'screen-by-age') return cardByAge(basis, newUuid);
  const mscore = image?.measurement.mscore;
  return image && mscore ? cardByImage(basis, { ...image, mscore }, recommendation.kind, newUuid) : undefined;
}

function cardByImage(
  basis: CardBasis,
  image: ImageBasis & { readonly mscore: Mscore },
  kind: 'refer' | 'assess-risk-first',
  newUuid: () => string,
): Card {
  const { texts, patientId, policy } = basis;
  const cutoff = policy.cutoff ?? image.mscore.cutoff;
  const { observation, imagingStudy } = image;
  const uuid = newUuid();
  return {
    uuid,
    summary: texts.summaries[kind]({
      m: texts.number(image.mscore.value, 1),
      // A cut-off out of an analysis has more digits than the line has room for; the detail gives it whole.
      cutoff: cutoff ? texts.exact(Number(cutoff.value.toFixed(2))) : undefined,
    }),
    detail: imageDetail(basis, image, cutoff),
    ...frame(kind, texts),
    ...reviewLink(image, texts),
    ...(kind === 'refer' && referral({ patientId, kind, observation, imagingStudy }, texts, newUuid)),
  };
}

/** The EHR tells whoever is opened which measurement it is about, and who the patient is. */
function reviewLink({ reviewLaunch }: ImageBasis, texts: CardTexts) {
  if (!reviewLaunch) return {};
  const { url, measurement: appContext } = reviewLaunch;
  return { links: [{ type: 'smart' as const, label: texts.reviewLink, url, appContext }] };
}

function cardByAge(basis: CardBasis, newUuid: () => string): Card {
  const { texts, patientId } = basis;
  const kind = 'screen-by-age';
  return {
    uuid: newUuid(),
    summary: texts.summaries[kind]({ m: '', cutoff: undefined }),
    detail: recordDetail(basis),
    ...frame(kind, texts),
    ...referral({ patientId, kind }, texts, newUuid),
  };
}

/** What every card of a kind has. */
function frame(kind: CardKind, texts: CardTexts) {
  const topic = { system: CARD_CODES, code: TOPIC_CODES[kind], display: texts.topics[kind] };
  // What was never measured cannot be doubted.
  const overrides = OVERRIDES.filter((code) => kind !== 'screen-by-age' || code !== 'doubtMeasurement');
  return {
    indicator: 'info' as const,
    source: { label: texts.sourceLabel, topic },
    overrideReasons: overrides.map((code): OverrideReason => ({
      system: CARD_CODES,
      code,
      display: texts.overrides[code],
    })),
  };
}

function referral(basis: ReferralBasis, texts: CardTexts, newUuid: () => string) {
  const { label, action } = texts.suggestion;
  const resource = { ...dexaReferral(basis, texts) };
  return {
    suggestions: [
      {
        uuid: newUuid(),
        label,
        isRecommended: true,
        actions: [{ type: 'create' as const, description: action, resource }],
      },
    ],
    selectionBehavior: 'any' as const,
  };
}
