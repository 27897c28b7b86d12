import type { ReviewOutcome } from '../screening/review-outcome.ts';

export const REVIEW_DECISIONS = ['confirm', 'change', 'reject', 'ask'] as const;
/** `change`: confirmed as the reviewer drew it; `ask`: a colleague is to look. */
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

export interface Reviewer {
  /** `iss` and `sub` of who signed in. */
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
}

/** What one person decided about one result. */
export interface Review {
  readonly number: number;
  readonly decision: ReviewDecision;
  readonly reason: string | null;
  readonly reviewer: Reviewer;
  readonly decidedAt: Date;
  /** Digests of the numbers that they saw, and of the cohort that those were compared with. */
  readonly result: string;
  readonly reference: string | null;
}

/** A result as it stands now. */
export interface ReviewedResult {
  readonly result: string;
  /** Null without a number. */
  readonly reference: string | null;
  readonly roiSource: string | null;
}

export type Standing =
  | { readonly state: 'open'; readonly by?: undefined }
  /** `by` asked for a colleague. */
  | { readonly state: 'asked'; readonly by: Review }
  | { readonly state: 'confirmed' | 'rejected' | 'changed'; readonly by: Review }
  /** Drawn by `by`, and not measured that way yet. */
  | { readonly state: 'measuring'; readonly by: Review };

const STATES = { confirm: 'confirmed', reject: 'rejected' } as const;

/**
 * What the last review says of a result. A decision holds for the numbers that were looked at: when a study was measured
 * anew with other ones – another cohort, other marks – it is open again. Drawn levels are measured after the decision;
 * they hold while the cohort is the one that the reviewer saw, and not without a number.
 *
 * @param reviews in order
 */
export function standingOf(reviews: readonly Review[], now: ReviewedResult): Standing {
  const by = reviews.at(-1);
  if (!by) return { state: 'open' };
  if (by.decision === 'ask') return { state: 'asked', by };
  const same = by.result === now.result;
  if (by.decision !== 'change') return same ? { state: STATES[by.decision], by } : { state: 'open' };
  const compared = now.reference !== null && by.reference === now.reference;
  if (now.roiSource === 'reviewer' && compared) return { state: 'changed', by };
  return same ? { state: 'measuring', by } : { state: 'open' };
}

/** Whether somebody still has to decide. */
export function isWaiting({ state }: Standing): boolean {
  return state === 'open' || state === 'asked';
}

/** What the record and the hooks are told of a review that decided; undefined while somebody still has to. */
export function outcomeOf(standing: Standing): ReviewOutcome | undefined {
  const { state, by } = standing;
  if (state !== 'confirmed' && state !== 'changed' && state !== 'rejected') return undefined;
  const { reviewer, decidedAt, reason } = by;
  return {
    decision: state,
    reviewer: {
      display: reviewer.name,
      identifier: { system: reviewer.issuer, value: reviewer.subject },
    },
    decidedAt: decidedAt.toISOString(),
    ...(reason !== null && { reason }),
  };
}
