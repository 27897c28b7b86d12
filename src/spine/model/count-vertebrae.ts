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
  /** mm² of disc within the sacrum; median over the slices that see it. */
  readonly discInSacrum: number;
  /** Share of the slices that see the sacrum in which it ends at the lower edge of the image. */
  readonly sacrumCut: number;
  /** Slices that see L5 elsewhere than on the sacrum. */
  readonly looksOff: number;
}

export interface NamedSpine {
  /** From below, L5 first, without gaps. */
  readonly vertebrae: readonly NamedVertebra[];
  readonly cues: NamingCues;
}

/** Bodies in a row below which a slice shows no lumbar spine. */
const LEAST_CHAIN = 3;
/** Canal behind this many bodies, at least this deep in mm, makes a slice one near the midline. */
const NEAR_MIDLINE = { bodies: 3, canal: 4 } as const;
/** Where L5 has left a slice, what stands on the sacrum there is another. */
const LOOKS_A_LITTLE_LIKE_L5 = 0.2;
/** Millimetres between vertebrae of different pixel sizes that are the same. */
const SAME = 12;

/**
 * Counts the vertebrae upwards from the sacrum, by the vote of the slices near the midline; undefined where
 * no slice shows a row of bodies with a canal behind it. Whether the count can be trusted is not judged here.
 *
 * @param other the columns of some slices at other pixel sizes
 */
export function countVertebrae(column: Column, other: readonly Column[]): NamedSpine | undefined {
  const voting = column.chains.filter(isNearMidline);
  if (voting.length === 0) return undefined;
  const vertebrae: NamedVertebra[] = [];
  for (const [index, name] of VERTEBRA_NAMES.entries()) {
    const chosen = mostVoted(voting, index);
    const vertebra = chosen === undefined ? undefined : column.vertebrae[chosen];
    if (chosen === undefined || !vertebra) break;
    const votes = agreement(voting, chosen, index);
    vertebrae.push({ name, vertebra, votes, votesOfScales: agreementOfScales(other, vertebra.place, index) });
  }
  const off = voting.filter(
    ({ byLook, bySacrum }) => byLook !== undefined && bySacrum !== undefined && byLook !== bySacrum,
  );
  const cues = {
    onSacrum: voting.filter(({ bySacrum }) => bySacrum !== undefined).length / voting.length,
    ...looks(vertebrae),
    discInSacrum: discInSacrum(voting),
    sacrumCut: sacrumCut(voting),
    looksOff: off.length,
  };
  return { vertebrae, cues };
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

/** Whether a slice may count: the body on the sacrum looks at least a little like L5. */
function counts({ bodies, bySacrum }: SliceChain): boolean {
  return bySacrum !== undefined && (bodies[bySacrum]?.l5 ?? 0) >= LOOKS_A_LITTLE_LIKE_L5;
}

/** Index of the vertebra that a slice counts as number `index`; undefined when it sees no such. */
function vote(chain: SliceChain, index: number): number | undefined {
  const vertebra = counts(chain) ? (chain.vertebrae[(chain.bySacrum ?? 0) + index] ?? -1) : -1;
  return vertebra < 0 ? undefined : vertebra;
}

/** Of the slices that say anything about this vertebra or this number, the share that joins the two. */
function agreement(chains: readonly SliceChain[], vertebra: number, index: number): number {
  const about = chains.filter(
    (chain) => counts(chain) && (chain.vertebrae.includes(vertebra) || vote(chain, index) !== undefined),
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

function sacrumCut(chains: readonly SliceChain[]): number {
  const sacra = chains.flatMap(({ seen }) => seen.sacrum ?? []);
  return sacra.filter(({ cut }) => cut).length / Math.max(sacra.length, 1);
}

function discInSacrum(chains: readonly SliceChain[]): number {
  const areas = chains.flatMap(({ seen }) => seen.sacrum?.discWithin ?? []).toSorted((a, b) => a - b);
  return areas[Math.floor(areas.length / 2)] ?? 0;
}
