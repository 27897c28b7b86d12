import { CodedError } from '../../errors.ts';
import { countVertebrae, type NamedSpine, type NamingCues, VERTEBRA_NAMES } from './count-vertebrae.ts';
import type { Column } from './vertebrae.ts';

const LEAST_BODIES = 4;
/** Share of the slices that must see the sacrum, and that must agree on each name. */
const LEAST_ON_SACRUM = 0.4;
const LEAST_VOTES = 0.8;
/** mm² of disc within the sacrum that make S1 a lumbar-type body. */
const WELL_FORMED_DISC = 60;
/** Shares of thoracic bone that T12 and L1 have in patients with five lumbar bodies: 0.5 to 1, and 0.1 to 0.9. */
const LOOKS_LUMBAR = 0.25;
const LOOKS_THORACIC = 0.95;
const LOOKS_RATHER_THORACIC = 0.6;
const NOT_L5 = 'the body on the sacrum does not look like L5';
/** Share of L5 in the bone of the lowest vertebra, and what no other may have. */
const LOOKS_LIKE_L5 = 0.3;
const OTHERS_LOOK_LIKE_L5 = 0.5;

/**
 * Names the vertebrae by more than one cue: the sacrum below, the look of L5, the look of thoracic bodies,
 * the vote of the slices near the midline and of the same slices at other pixel sizes. Any disagreement is a
 * refusal.
 *
 * @param other the columns of some slices at other pixel sizes
 * @throws CodedError `spine/not-lumbar`, `spine/no-sacrum`, `spine/too-few-bodies`, `spine/slices-disagree`,
 *   `spine/numbering-uncertain`
 */
export function nameLevels(column: Column, other: readonly Column[]): NamedSpine {
  const spine = countVertebrae(column, other);
  if (!spine) throw new CodedError('spine/not-lumbar', 'no row of bodies with a canal behind it');
  const { vertebrae, cues } = spine;
  if (cues.onSacrum < LEAST_ON_SACRUM) throw new CodedError('spine/no-sacrum');
  if (vertebrae.length === 0) throw new CodedError('spine/numbering-uncertain', NOT_L5);
  if (new Set(vertebrae.map(({ vertebra }) => vertebra)).size < vertebrae.length) {
    throw new CodedError('spine/slices-disagree', 'one body has two names');
  }
  if (vertebrae.length < LEAST_BODIES)
    throw new CodedError('spine/too-few-bodies', `${vertebrae.length} seen`);
  const doubtful = vertebrae.filter(
    ({ name, votes, votesOfScales }) => name !== 'T12' && Math.min(votes, votesOfScales) < LEAST_VOTES,
  );
  if (doubtful.length > 0) {
    throw new CodedError('spine/slices-disagree', doubtful.map(({ name }) => name).join(', '));
  }
  const doubts = doubtsAboutNumbers(cues);
  if (doubts.length > 0) throw new CodedError('spine/numbering-uncertain', doubts.join('; '));
  return spine;
}

/** A doubt about the names that is told and not refused, in words; undefined when there is none. */
export function doubtToTell({ thoracic }: NamingCues): string | undefined {
  const l1 = thoracic[VERTEBRA_NAMES.indexOf('L1')] ?? 0;
  return l1 > LOOKS_RATHER_THORACIC
    ? 'L1 looks like a thoracic vertebra: there may be four lumbar ones'
    : undefined;
}

function doubtsAboutNumbers(cues: NamingCues): string[] {
  const { l5, thoracic, discInSacrum, looksOff, sacrumCut } = cues;
  const [lowest = 0, ...higher] = l5;
  const [, , , , l1 = 0, t12 = 1] = thoracic;
  return [
    lowest < LOOKS_LIKE_L5 ? NOT_L5 : '',
    higher.some((share) => share > OTHERS_LOOK_LIKE_L5) ? 'two bodies look like L5' : '',
    looksOff > 0 ? 'a slice sees L5 elsewhere than on the sacrum' : '',
    discInSacrum > WELL_FORMED_DISC ? 'a well-formed disc below S1' : '',
    t12 < LOOKS_LUMBAR ? 'six bodies of lumbar type' : '',
    l1 > LOOKS_THORACIC ? 'four bodies of lumbar type' : '',
    // The rest of a body at the edge of the image is easily taken for a sacrum.
    sacrumCut >= 0.5 && doubtToTell(cues) ? 'L1 looks thoracic, and the sacrum is cut' : '',
  ].filter(Boolean);
}
