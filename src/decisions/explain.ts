import type { Policy } from '../screening/policy.ts';
import { decide } from '../screening/recommend.ts';
import type { Recommendation, RecommendationReason } from '../screening/recommendation.ts';
import type { StoredDecision } from './stored-decision.ts';

/** A decision with its reasons in words, and whether it would be the same again. */
export interface Explanation {
  readonly decision: StoredDecision;
  readonly reasons: readonly RecommendationReason[];
  /** From the facts and by the rules that were kept; null when one of them cannot be read. */
  readonly again: Comparison | null;
  /** From the same facts by the site's policy of today; null when there is none to compare. */
  readonly today:
    (Comparison & { readonly policy: { readonly id: string; readonly version: string } }) | null;
}

export interface Comparison {
  readonly same: boolean;
  readonly kind: Recommendation['kind'];
  readonly reasons: readonly RecommendationReason[];
}

const WORDS: Readonly<Record<string, string>> = {
  'no-lumbar-mri': 'The hook was about no lumbar MRI, so nothing was read.',
};

/**
 * Why it was decided so. Pure: what was kept is decided again, by the rules of then and by those of today.
 *
 * @param today the policy that the site has now; undefined when its client is configured no more
 */
export function explain(decision: StoredDecision, today: Policy | undefined): Explanation {
  const { facts, policy } = decision;
  const again = facts && policy ? compare(decision, decide(facts, policy)) : null;
  const byToday = facts && today ? compare(decision, decide(facts, today)) : null;
  const texts = new Map(again?.reasons.map(({ code, text }) => [code, text]));
  return {
    decision,
    reasons: decision.reasons.map((code) => ({ code, text: texts.get(code) ?? WORDS[code] ?? code })),
    again,
    today: byToday && today ? { ...byToday, policy: { id: today.id, version: today.version } } : null,
  };
}

function compare({ kind, reasons }: StoredDecision, now: Recommendation): Comparison {
  const same = kind === now.kind && reasons.join() === now.reasons.map(({ code }) => code).join();
  return { same, kind: now.kind, reasons: now.reasons };
}
