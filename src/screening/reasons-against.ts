import { ageOn, isWithinMonths, lastDayOf, type CalendarDate } from './calendar.ts';
import type { Policy } from './policy.ts';
import type { RecommendationReason } from './recommendation.ts';
import type { PatientRecord, Suppressor, SuppressorKind } from './record.ts';

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

/** Full years, the fewest that the birth date allows; undefined without a usable birth date. */
export function youngestAge(record: PatientRecord, today: CalendarDate): number | undefined {
  const birth = record.birthDate === undefined ? undefined : lastDayOf(record.birthDate);
  return birth && ageOn(today, birth);
}

/** Every reason in the record not to raise a card, whatever the images say. */
export function reasonsAgainst(
  record: PatientRecord,
  policy: Policy,
  today: CalendarDate,
): RecommendationReason[] {
  return [
    ...sexAndAge(record, policy, today),
    ...(record.deceased ? [{ code: 'deceased', text: 'The patient has died.' }] : []),
    ...dexa(record, policy, today),
    ...suppressors(record, policy, today),
    ...(policy.requireCompleteRecord && record.incomplete.length > 0 ? [incompleteRecord(record)] : []),
  ];
}

/** What the record could not tell. */
export function incompleteRecord(record: PatientRecord): RecommendationReason {
  return {
    code: 'record-incomplete',
    text: `The record could not be read completely: ${record.incomplete.join(', ')}.`,
  };
}

function sexAndAge(record: PatientRecord, policy: Policy, today: CalendarDate): RecommendationReason[] {
  const reasons: RecommendationReason[] = [];
  if (!policy.sexes.some((sex) => sex === record.sex)) {
    reasons.push({ code: 'sex-not-eligible', text: 'The policy does not screen patients of this sex.' });
  }
  const age = youngestAge(record, today);
  if (age === undefined) {
    reasons.push({ code: 'age-unknown', text: 'The record has no usable birth date.' });
  } else if (age < policy.minimumAge) {
    reasons.push({
      code: 'age-below-minimum',
      text: `The patient is, or may be, younger than ${policy.minimumAge}.`,
    });
  }
  return reasons;
}

function dexa(record: PatientRecord, policy: Policy, today: CalendarDate): RecommendationReason[] {
  const reasons: RecommendationReason[] = [];
  if (record.dexaHistory.some(({ date }) => isRecent(date, policy.dexaIntervalMonths, today))) {
    reasons.push({
      code: 'dexa-recent',
      text: `A DEXA was made within ${policy.dexaIntervalMonths} months, or at an unknown time.`,
    });
  }
  if (record.dexaOrdered) {
    reasons.push({ code: 'dexa-ordered', text: 'A DEXA is already ordered.' });
  }
  const values = record.dexaHistory.flatMap((evidence) => evidence.values);
  if (values.some(({ quantity, value }) => quantity === 't-score' && value <= OSTEOPOROSIS_T_SCORE)) {
    reasons.push({
      code: 'known-low-t-score',
      text: 'An earlier DEXA already shows a T-score of −2.5 or below.',
    });
  }
  return reasons;
}

function suppressors(record: PatientRecord, policy: Policy, today: CalendarDate): RecommendationReason[] {
  const kinds = record.suppressors
    .filter((suppressor) => counts(suppressor, policy, today))
    .map(({ kind }) => kind);
  return [...new Set(kinds)].map((kind) => ({ code: kind, text: SUPPRESSOR_TEXTS[kind] }));
}

/** A drug wears off once it was stopped, and a state passes; all else stays true in the bone or in the risk. */
function counts({ kind, date, current }: Suppressor, policy: Policy, today: CalendarDate): boolean {
  if (policy.suppressors[kind] === false) return false;
  if (kind === 'bone-drug') return current || isRecent(date, policy.drugLookBackMonths, today);
  if (kind === 'pregnancy') return current && isRecent(date, PREGNANCY_MONTHS, today);
  return current || (kind !== 'premenopausal' && kind !== 'hospice');
}

/** An unknown date counts as recent: a needless order is worse than a missing hint. */
function isRecent(date: string | undefined, months: number, today: CalendarDate): boolean {
  const day = date === undefined ? undefined : lastDayOf(date);
  return day === undefined || isWithinMonths(day, months, today);
}
