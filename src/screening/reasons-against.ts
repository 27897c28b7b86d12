import type { Facts, SuppressorFact } from './facts.ts';
import type { Policy } from './policy.ts';
import type { RecommendationReason } from './recommendation.ts';
import type { SuppressorKind } from './record.ts';

/** ISCD: osteoporosis by T-score, at any site. */
const OSTEOPOROSIS_T_SCORE = -2.5;

/** A pregnancy that nobody closed in the problem list ends by itself. */
const PREGNANCY_MONTHS = 10;

const SUPPRESSOR_TEXTS: Record<SuppressorKind, string> = {
  'known-osteoporosis': 'Osteoporosis is already known.',
  'osteoporotic-fracture': 'An osteoporotic fracture is already known.',
  'bone-drug': 'A drug that acts on bone is or was recently taken.',
  pregnancy: 'Pregnancy is recorded.',
  premenopausal: 'The M-score is not validated before the menopause.',
  hospice: 'Hospice care is recorded.',
  'marrow-disease': 'A marrow disease is recorded, which changes the signal.',
  'spinal-metastasis': 'A spinal metastasis is recorded, which changes the signal.',
  'spinal-trauma': 'A spinal injury is recorded, which changes the signal.',
  instrumentation: 'Spinal instrumentation or cement is recorded, which changes the signal.',
};

/** Every reason in the record not to raise a card, whatever the images say. */
export function reasonsAgainst(facts: Facts, policy: Policy): RecommendationReason[] {
  return [
    ...sexAndAge(facts, policy),
    ...(facts.deceased ? [{ code: 'deceased', text: 'The patient has died.' }] : []),
    ...dexa(facts, policy),
    ...suppressors(facts, policy),
    ...(policy.requireCompleteRecord && facts.incomplete.length > 0 ? [incompleteRecord(facts)] : []),
  ];
}

/** What the record could not tell. */
export function incompleteRecord({ incomplete }: Facts): RecommendationReason<'record-incomplete'> {
  return {
    code: 'record-incomplete',
    text: `The record could not be read completely: ${incomplete.join(', ')}.`,
  };
}

function sexAndAge({ sex, age }: Facts, policy: Policy): RecommendationReason[] {
  const reasons: RecommendationReason[] = [];
  if (!policy.sexes.some((eligible) => eligible === sex)) {
    reasons.push({ code: 'sex-not-eligible', text: 'The policy does not screen patients of this sex.' });
  }
  if (age === null) {
    reasons.push({ code: 'age-unknown', text: 'The record has no usable birth date.' });
  } else if (age < policy.minimumAge) {
    reasons.push({
      code: 'age-below-minimum',
      text: `The patient is, or may be, younger than ${policy.minimumAge}.`,
    });
  }
  return reasons;
}

function dexa(facts: Facts, policy: Policy): RecommendationReason[] {
  const reasons: RecommendationReason[] = [];
  if (facts.dexa.some(({ monthsAgo }) => isRecent(monthsAgo, policy.dexaIntervalMonths))) {
    reasons.push({
      code: 'dexa-recent',
      text: `A DEXA was made within ${policy.dexaIntervalMonths} months, or at an unknown time.`,
    });
  }
  if (facts.dexaOrdered) {
    reasons.push({ code: 'dexa-ordered', text: 'A DEXA is already ordered.' });
  }
  if (facts.dexa.some(({ lowestTScore }) => lowestTScore !== null && lowestTScore <= OSTEOPOROSIS_T_SCORE)) {
    reasons.push({
      code: 'known-low-t-score',
      text: 'An earlier DEXA already shows a T-score of −2.5 or below.',
    });
  }
  return reasons;
}

function suppressors(facts: Facts, policy: Policy): RecommendationReason[] {
  const kinds = facts.suppressors.filter((suppressor) => counts(suppressor, policy)).map(({ kind }) => kind);
  return [...new Set(kinds)].map((kind) => ({ code: kind, text: SUPPRESSOR_TEXTS[kind] }));
}

/** A drug wears off once it was stopped, and a state passes; all else stays true in the bone or in the risk. */
function counts({ kind, monthsAgo, current }: SuppressorFact, policy: Policy): boolean {
  if (policy.suppressors[kind] === false) return false;
  if (kind === 'bone-drug') return current || isRecent(monthsAgo, policy.drugLookBackMonths);
  if (kind === 'pregnancy') return current && isRecent(monthsAgo, PREGNANCY_MONTHS);
  return current || (kind !== 'premenopausal' && kind !== 'hospice');
}

/** An unknown date counts as recent: a needless order is worse than a missing hint. */
function isRecent(monthsAgo: number | null, months: number): boolean {
  return monthsAgo === null || monthsAgo <= months;
}
