/** What a card may suggest. */
export const CARD_KINDS = ['refer', 'assess-risk-first', 'screen-by-age'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** Why there is a card; every one has a text in every language (`cds-services/texts`). */
export type CardReason =
  | 'm-score-above-cutoff'
  | 'age-refer'
  | 'age-assess-risk-first'
  | 'age-screen'
  | 'no-dexa-recorded'
  | 'record-incomplete';

/** What to do, and why: the answer of `recommend()`. */
export type Recommendation =
  | {
      readonly kind: CardKind;
      readonly reasons: readonly RecommendationReason<CardReason>[];
      /** Which policy decided, e.g. `default-2026-11`. */
      readonly policyId: string;
    }
  | {
      readonly kind: 'nothing';
      readonly reasons: readonly RecommendationReason[];
      readonly policyId: string;
    };

export interface RecommendationReason<Code extends string = string> {
  /** Stable, e.g. `m-score-above-cutoff`, `dexa-recent`, `known-osteoporosis`, `no-cutoff`. */
  readonly code: Code;
  readonly text: string;
}
