/** What to do, and why: the answer of `recommend()`. */
export interface Recommendation {
  readonly kind: 'refer' | 'assess-risk-first' | 'nothing';
  readonly reasons: readonly RecommendationReason[];
  /** Which policy decided, e.g. `default-2026-11`. */
  readonly policyId: string;
}

export interface RecommendationReason {
  /** Stable, e.g. `m-score-above-cutoff`, `dexa-recent`, `known-osteoporosis`, `no-cutoff`. */
  readonly code: string;
  readonly text: string;
}
