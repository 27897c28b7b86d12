import type { Facts } from './facts.ts';
import type { RecommendationReason } from './recommendation.ts';

/** Women from this age on are to be screened whatever their risk (USPSTF 2025, grade B). */
export const SCREENING_AGE = 65;

export type RuleJudgement =
  | {
      readonly due: readonly RecommendationReason<'age-screen' | 'no-dexa-recorded'>[];
      readonly against?: undefined;
    }
  | { readonly against: readonly RecommendationReason[]; readonly due?: undefined };

/**
 * The module `noImageRule`, version 1: a woman of 65 or older whose record, read completely, shows no DEXA at all is
 * due for one by age. It looks at no image, and what the policy says about ages and sexes comes before it.
 * How often to screen again is open (USPSTF 2025), so one DEXA, however old, is enough for it to be silent.
 */
export function judgeWithoutImage({ sex, age, dexa, incomplete }: Facts): RuleJudgement {
  const against: RecommendationReason[] = [];
  if (sex !== 'female') {
    against.push({ code: 'rule-women-only', text: 'Screening by age is for women only.' });
  }
  if (age === null || age < SCREENING_AGE) {
    against.push({
      code: 'rule-below-screening-age',
      text: `Screening by age begins at ${SCREENING_AGE}, and the patient is, or may be, younger.`,
    });
  }
  if (dexa.length > 0) {
    against.push({ code: 'rule-dexa-recorded', text: 'The record shows a DEXA, however old.' });
  }
  if (incomplete.length > 0) {
    against.push({
      code: 'rule-record-incomplete',
      text: 'The record was not read completely, so a DEXA may stand where nobody looked.',
    });
  }
  if (against.length > 0) return { against };
  return {
    due: [
      {
        code: 'age-screen',
        text: `The patient is a woman of ${SCREENING_AGE} or older: USPSTF 2025 recommends screening for osteoporosis.`,
      },
      { code: 'no-dexa-recorded', text: 'The record shows no DEXA.' },
    ],
  };
}
