import { CodedError } from '../../errors.ts';
import {
  countVertebrae,
  type NamedSpine,
  type NamingCues,
  VERTEBRA_NAMES,
  type VertebraName,
} from './count-vertebrae.ts';
import type { Column } from './vertebrae.ts';

const LEAST_BODIES = 4;
/** Share of the slices that must see the sacrum, and that must agree on each name. */
const LEAST_ON_SACRUM = 0.4;
const LEAST_VOTES = 0.8;
/** mm² of disc within the sacrum that make S1 a lumbar-type body. */
const WELL_FORMED_DISC = 60;
/**
 * How thoracic the two bodies look that the count calls L1 and T12: the sum of the logits of their thoracic
 * shares. Of held-back patients with five lumbar bodies nearly all have −2.9 to 2.3; phantoms with four have 2.6
 * to 3, with six −4.3 to −4. Beyond the inner bounds a reader is told.
 */
const LOOKS_LIKE_SIX = { refused: -3.3, told: -2.4 } as const;
const LOOKS_LIKE_FOUR = { refused: 2.5, told: 1.9 } as const;
/** Share of thoracic bone of a T12 that is not in the image. */
const USUAL_T12 = 0.8;
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
export function doubtToTell(cues: NamingCues): string | undefined {
  const looks = thoracicLook(cues);
  if (looks > LOOKS_LIKE_FOUR.told) return 'L1 looks like a thoracic vertebra: there may be four lumbar ones';
  if (looks < LOOKS_LIKE_SIX.told) return 'T12 looks like a lumbar vertebra: there may be six lumbar ones';
  return undefined;
}

function thoracicLook({ thoracic }: NamingCues): number {
  const share = (name: VertebraName, usual: number) => thoracic[VERTEBRA_NAMES.indexOf(name)] ?? usual;
  return logit(share('L1', 0)) + logit(share('T12', USUAL_T12));
}

function logit(share: number): number {
  const inside = Math.min(Math.max(share, 0.05), 0.95);
  return Math.log(inside / (1 - inside));
}

function doubtsAboutNumbers(cues: NamingCues): string[] {
  const { l5, discInSacrum, looksOff, sacrumCut } = cues;
  const [lowest = 0, ...higher] = l5;
  const looks = thoracicLook(cues);
  return [
    lowest < LOOKS_LIKE_L5 ? NOT_L5 : '',
    higher.some((share) => share > OTHERS_LOOK_LIKE_L5) ? 'two bodies look like L5' : '',
    looksOff > 0 ? 'a slice sees L5 elsewhere than on the sacrum' : '',
    discInSacrum > WELL_FORMED_DISC ? 'a well-formed disc below S1' : '',
    looks < LOOKS_LIKE_SIX.refused ? 'six bodies of lumbar type' : '',
    looks > LOOKS_LIKE_FOUR.refused ? 'four bodies of lumbar type' : '',
    // The rest of a body at the edge of the image is easily taken for a sacrum.
    sacrumCut >= 0.5 && looks > LOOKS_LIKE_FOUR.told ? 'L1 looks thoracic, and the sacrum is cut' : '',
  ].filter(Boolean);
}
