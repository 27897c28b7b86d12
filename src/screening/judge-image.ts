import { LEVELS } from '../mscore/levels.ts';
import { DEMONSTRATION_BELOW } from '../mscore/match-reference.ts';
import type { ImageFacts } from './facts.ts';
import type { Policy } from './policy.ts';
import type { RecommendationReason } from './recommendation.ts';

/** What the images say: a high M-score to act on, or every reason why there is none. */
export type ImageJudgement =
  | { readonly high: RecommendationReason<'m-score-above-cutoff'>; readonly against?: undefined }
  | { readonly against: readonly RecommendationReason[]; readonly high?: undefined };

type ImageScore = NonNullable<ImageFacts['mscore']>;

/**
 * The module `imageScore`, version 1: judges a measurement by the site's cut-off, the policy's before the
 * reference's. Only an M-score counts, never VBQ alone, and a low one says nothing: at a cut-off of 5.5 it misses
 * almost half of the women with osteoporosis (Bandirali 2015).
 */
export function judgeImage(image: ImageFacts | null, policy: Policy): ImageJudgement {
  if (!policy.modules.imageScore.on) {
    return against('image-score-off', 'The policy does not look at images.');
  }
  if (image === null) {
    return against('not-measured', 'No lumbar MRI of this patient has been measured.');
  }
  if (image.review === 'rejected') {
    return against('rejected-by-reviewer', 'A reviewer rejected the measurement of the lumbar MRI.');
  }
  if (image.status === 'refused') {
    return against('measurement-refused', `The lumbar MRI cannot be measured: ${image.refusals.join(', ')}.`);
  }
  if (image.mscore === null) {
    return against('no-m-score', 'The lumbar MRI was measured, but has no M-score.');
  }

  const reasons = [...trust(image, image.mscore)];
  const cutoff = policy.cutoff ?? image.mscore.cutoff;
  if (cutoff === null) {
    reasons.push({ code: 'no-cutoff', text: 'The site has not chosen a cut-off for the M-score.' });
  } else if (!(image.mscore.value >= cutoff.value)) {
    reasons.push({
      code: 'm-score-below-cutoff',
      text: 'The M-score does not reach the cut-off of the site, which rules out nothing.',
    });
  } else if (reasons.length === 0) {
    return { high: highMscore(image.mscore, cutoff) };
  }
  return { against: reasons };
}

function against(code: string, text: string): ImageJudgement {
  return { against: [{ code, text }] };
}

/** Whether cohort and levels carry a card. */
function* trust({ levels, limits }: ImageFacts, mscore: ImageScore): Generator<RecommendationReason> {
  if (mscore.referenceN < DEMONSTRATION_BELOW) {
    yield {
      code: 'demonstration-reference',
      text: `The reference cohort has fewer than ${DEMONSTRATION_BELOW} women: for demonstration only.`,
    };
  }
  if (limits.includes('spine/level-uncertain')) {
    yield {
      code: 'level-uncertain',
      text: 'It is less than certain that each level is the one it is said to be.',
    };
  }
  if (limits.includes('reference/no-serial')) {
    yield {
      code: 'reference-without-serial',
      text: 'The reference cohort may be of another scanner of this model: it names no serial number.',
    };
  }
  const measured = LEVELS.filter((level) => levels.includes(level));
  const sameAsReference = measured.join() === mscore.referenceLevels?.join();
  if (measured.length < 2 || (measured.length < LEVELS.length && !sameAsReference)) {
    yield {
      code: 'too-few-levels',
      text: 'Too few of L1–L4 were measured, and the reference cohort was not measured on the same ones.',
    };
  }
}

function highMscore(
  { value, interval95: [low, high] }: ImageScore,
  cutoff: NonNullable<ImageScore['cutoff']>,
): RecommendationReason<'m-score-above-cutoff'> {
  const [m, from, to] = [value, low, high].map((number) => number.toFixed(1));
  return {
    code: 'm-score-above-cutoff',
    text: `The M-score is ${m} (95 % interval ${from} to ${to}) and reaches the cut-off ${cutoff.value} (${cutoff.source}).`,
  };
}
