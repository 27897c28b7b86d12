import { CodedError } from '../../errors.ts';
import type { SidePoint } from './seen-slice.ts';
import type { Column, SliceChain, Vertebra } from './vertebrae.ts';

/** From below. What stands above T12 has no name here. */
export const VERTEBRA_NAMES = ['L5', 'L4', 'L3', 'L2', 'L1', 'T12'] as const;
export type VertebraName = (typeof VERTEBRA_NAMES)[number];

export interface NamedVertebra {
  readonly name: VertebraName;
  readonly vertebra: Vertebra;
  /** Share of the slices, and of the slices at other pixel sizes, that name it so. */
  readonly votes: number;
  readonly votesOfScales: number;
}

/** What else was looked at to tell whether the names are right. */
export interface NamingCues {
  /** Slices that see the sacrum with a body on it, of those with a chain. */
  readonly onSacrum: number;
  /** Mean share of L5 and of thoracic bodies among the bone of each named vertebra, from below. */
  readonly l5: readonly number[];
  readonly thoracic: readonly number[];
  /** mm²; median over the slices that see the sacrum. */
  readonly discInSacrum: number;
}

export interface NamedSpine {
  readonly vertebrae: readonly NamedVertebra[];
  readonly cues: NamingCues;
}

/** Bodies in a row below which a slice shows no lumbar spine. */
const LEAST_CHAIN = 3;
const LEAST_BODIES = 4;
/** Share of the slices that must see the sacrum, and that must agree on each name. */
const LEAST_ON_SACRUM = 0.5;
const LEAST_VOTES = 0.8;
/** Canal behind this many bodies, at least this deep in mm, makes a slice one near the midline. */
const NEAR_MIDLINE = { bodies: 3, canal: 4 } as const;
/** Millimetres between vertebrae of different pixel sizes that are the same. */
const SAME = 12;
/** mm² of disc within the sacrum that make S1 a lumbar-type body. */
const WELL_FORMED_DISC = 60;
const LOOKS_LUMBAR = 0.1;
const LOOKS_THORACIC = 0.9;
/** Of the bone of the lowest vertebra; and what no other may have. */
const L5_LOOK = { least: 0.5, other: 0.5 } as const;

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
  const voting = column.chains.filter(isNearMidline);
  if (voting.length === 0)
    throw new CodedError('spine/not-lumbar', 'no row of bodies with a canal behind it');
  const onSacrum = voting.filter(({ bySacrum }) => bySacrum !== undefined).length / voting.length;
  if (onSacrum < LEAST_ON_SACRUM) throw new CodedError('spine/no-sacrum');

  const named = VERTEBRA_NAMES.flatMap((name, index) => {
    const chosen = mostVoted(voting, index);
    const vertebra = chosen === undefined ? undefined : column.vertebrae[chosen];
    if (chosen === undefined || !vertebra) return [];
    const votes = agreement(voting, chosen, index);
    return [{ name, vertebra, votes, votesOfScales: agreementOfScales(other, vertebra.place, index) }];
  });
  if (new Set(named.map(({ vertebra }) => vertebra)).size < named.length) {
    throw new CodedError('spine/slices-disagree', 'one body has two names');
  }
  if (named.length < LEAST_BODIES) throw new CodedError('spine/too-few-bodies', `${named.length} seen`);
  const doubtful = named.filter(
    ({ name, votes, votesOfScales }) => name !== 'T12' && Math.min(votes, votesOfScales) < LEAST_VOTES,
  );
  if (doubtful.length > 0) {
    throw new CodedError('spine/slices-disagree', doubtful.map(({ name }) => name).join(', '));
  }
  const cues = { onSacrum, ...looks(named), discInSacrum: discInSacrum(voting) };
  refuseUncertainNumbers(voting, cues);
  return { vertebrae: named, cues };
}

function isNearMidline({ bodies }: SliceChain): boolean {
  const withCanal = bodies.filter(({ canal }) => canal >= NEAR_MIDLINE.canal).length;
  return bodies.length >= LEAST_CHAIN && withCanal >= NEAR_MIDLINE.bodies;
}

/** The vertebra that most slices count as number `index` from the sacrum. */
function mostVoted(chains: readonly SliceChain[], index: number): number | undefined {
  const votes = Map.groupBy(
    chains.flatMap((chain) => vote(chain, index) ?? []),
    (vertebra) => vertebra,
  );
  return [...votes].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** Index of the vertebra that a slice counts as number `index`; undefined when it sees no such. */
function vote({ bySacrum, vertebrae }: SliceChain, index: number): number | undefined {
  const vertebra = bySacrum === undefined ? -1 : (vertebrae[bySacrum + index] ?? -1);
  return vertebra < 0 ? undefined : vertebra;
}

/** Of the slices that say anything about this vertebra or this number, the share that joins the two. */
function agreement(chains: readonly SliceChain[], vertebra: number, index: number): number {
  const about = chains.filter(
    (chain) =>
      chain.bySacrum !== undefined &&
      (chain.vertebrae.includes(vertebra) || vote(chain, index) !== undefined),
  );
  return about.filter((chain) => vote(chain, index) === vertebra).length / Math.max(about.length, 1);
}

function agreementOfScales(columns: readonly Column[], place: SidePoint, index: number): number {
  const opinions = columns.flatMap(({ chains, vertebrae }) =>
    chains.filter(isNearMidline).flatMap((chain) => {
      const voted = vertebrae[vote(chain, index) ?? -1];
      return voted ? [isSame(voted.place, place)] : [];
    }),
  );
  // Where no other pixel size shows the sacrum there is nothing that confirms the names.
  return opinions.filter(Boolean).length / Math.max(opinions.length, 1);
}

function isSame(a: SidePoint, b: SidePoint): boolean {
  return Math.hypot(a.back - b.back, a.down - b.down) < SAME;
}

function looks(named: readonly NamedVertebra[]): Pick<NamingCues, 'l5' | 'thoracic'> {
  const mean = ({ vertebra: { sightings } }: NamedVertebra, of: 'l5' | 'thoracic') => {
    const total = sightings.reduce((sum, { body }) => sum + body.area, 0);
    return sightings.reduce((sum, { body }) => sum + body.area * body[of], 0) / total;
  };
  return {
    l5: named.map((vertebra) => mean(vertebra, 'l5')),
    thoracic: named.map((vertebra) => mean(vertebra, 'thoracic')),
  };
}

function discInSacrum(chains: readonly SliceChain[]): number {
  const areas = chains.flatMap(({ seen }) => seen.sacrum?.discWithin ?? []).toSorted((a, b) => a - b);
  return areas[Math.floor(areas.length / 2)] ?? 0;
}

/** @throws CodedError `spine/numbering-uncertain` */
function refuseUncertainNumbers(chains: readonly SliceChain[], cues: NamingCues): void {
  const [lowest = 0, ...higher] = cues.l5;
  const [, , , , l1 = 0, t12 = 1] = cues.thoracic;
  const reasons = [
    lowest < L5_LOOK.least ? 'the body on the sacrum does not look like L5' : '',
    higher.some((share) => share > L5_LOOK.other) ? 'two bodies look like L5' : '',
    chains.some(
      ({ byLook, bySacrum }) => byLook !== undefined && bySacrum !== undefined && byLook !== bySacrum,
    )
      ? 'a slice sees L5 elsewhere than on the sacrum'
      : '',
    cues.discInSacrum > WELL_FORMED_DISC ? 'a well-formed disc below S1' : '',
    t12 < LOOKS_LUMBAR ? 'six bodies of lumbar type' : '',
    l1 > LOOKS_THORACIC ? 'four bodies of lumbar type' : '',
  ].filter(Boolean);
  if (reasons.length > 0) throw new CodedError('spine/numbering-uncertain', reasons.join('; '));
}
