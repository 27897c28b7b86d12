import type { NamedVertebra, NamingCues } from './count-vertebrae.ts';

/** Below this a level is measured with the limit `spine/level-uncertain`. */
export const LEAST_CONFIDENCE = 0.95;

/** Logistic regression on held-back patients, with and without spoiled images; bench/localiser prints its reliability. */
const WEIGHTS = { intercept: -4.4, votes: 2.9, votesOfScales: 3, onSacrum: 1.1, l5: 2.3 } as const;

/** Probability that the vertebra has the right name, 0 to 1. */
export function levelConfidence(named: NamedVertebra, cues: NamingCues): number {
  const features = confidenceFeatures(named, cues);
  const logit =
    WEIGHTS.intercept +
    WEIGHTS.votes * features.votes +
    WEIGHTS.votesOfScales * features.votesOfScales +
    WEIGHTS.onSacrum * features.onSacrum +
    WEIGHTS.l5 * features.l5;
  return 1 / (1 + Math.exp(-logit));
}

/** What the confidence rests on, each 0 to 1. */
export function confidenceFeatures({ votes, votesOfScales }: NamedVertebra, cues: NamingCues) {
  return { votes, votesOfScales, onSacrum: cues.onSacrum, l5: cues.l5[0] ?? 0 };
}
