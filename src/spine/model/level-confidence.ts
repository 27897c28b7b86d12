import type { NamedVertebra, NamingCues } from './count-vertebrae.ts';
import { average } from '../../mscore/arithmetic.ts';

/** Below this a level is measured with the limit `spine/level-uncertain`. */
export const LEAST_CONFIDENCE = 0.9;

/** Logistic regression on held-back patients, with and without spoiled images; bench/localiser prints its reliability. */
const WEIGHTS = { intercept: -6, votes: 4, votesOfScales: 2, bone: 6, onSacrum: 1, l5: 1 } as const;

/** Probability that the vertebra has the right name, 0 to 1. */
export function levelConfidence(named: NamedVertebra, cues: NamingCues): number {
  const features = confidenceFeatures(named, cues);
  const logit =
    WEIGHTS.intercept +
    WEIGHTS.votes * features.votes +
    WEIGHTS.votesOfScales * features.votesOfScales +
    WEIGHTS.bone * features.bone +
    WEIGHTS.onSacrum * features.onSacrum +
    WEIGHTS.l5 * features.l5;
  return 1 / (1 + Math.exp(-logit));
}

/** What the confidence rests on, each 0 to 1. */
export function confidenceFeatures({ vertebra, votes, votesOfScales }: NamedVertebra, cues: NamingCues) {
  const bone = average(vertebra.sightings.map(({ body }) => body.bone));
  return { votes, votesOfScales, bone, onSacrum: cues.onSacrum, l5: cues.l5[0] ?? 0 };
}
