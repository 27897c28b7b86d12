import type { SeenBody } from './bodies.ts';
import { chainOf, type Chain } from './chain.ts';
import type { SeenSlice, SidePoint } from './seen-slice.ts';

/** One body as seen in one slice. */
export interface Sighting {
  readonly seen: SeenSlice;
  readonly body: SeenBody;
}

/** One vertebra through the stack. */
export interface Vertebra {
  /** In the order of the slices. */
  readonly sightings: readonly Sighting[];
  readonly place: SidePoint;
}

/** One slice's opinion about the vertebrae: its chain, and which vertebra each link is. */
export interface SliceChain extends Chain {
  readonly seen: SeenSlice;
  /** Index into the vertebrae for each body of the chain. */
  readonly vertebrae: readonly number[];
}

export interface Column {
  /** From below. */
  readonly vertebrae: readonly Vertebra[];
  readonly chains: readonly SliceChain[];
}

/** Millimetres between the centres of one body in slices that follow each other. */
const SAME = 13;
/** Slices that a body may be missed in. */
const MISSED = 2;
/** A vertebra that fewer slices show is none, unless there are hardly more slices. */
const LEAST_SIGHTINGS = 2;

/** Follows every body of every slice's chain through the stack. */
export function columnOf(slices: readonly SeenSlice[]): Column {
  const chains = slices
    .toSorted((a, b) => a.across - b.across)
    .map((seen, order) => ({ seen, order, chain: chainOf(seen.bodies, seen.sacrum) }));
  const open: { sightings: Sighting[]; last: number }[] = [];
  for (const { seen, order, chain } of chains) {
    for (const body of chain.bodies) {
      const near = open
        .filter((vertebra) => order - vertebra.last <= MISSED + 1 && vertebra.last !== order)
        .map((vertebra) => ({ vertebra, distance: distanceTo(vertebra.sightings.at(-1), body) }))
        .filter(({ distance }) => distance < SAME)
        .toSorted((a, b) => a.distance - b.distance)[0]?.vertebra;
      if (near) {
        near.sightings.push({ seen, body });
        near.last = order;
      } else open.push({ sightings: [{ seen, body }], last: order });
    }
  }
  const least = Math.min(LEAST_SIGHTINGS, slices.length);
  const vertebrae = open
    .filter(({ sightings }) => sightings.length >= least)
    .map(({ sightings }): Vertebra => ({ sightings, place: middleOf(sightings) }))
    .toSorted((a, b) => b.place.down - a.place.down);
  return {
    vertebrae,
    chains: chains.map(({ seen, chain }) => ({
      ...chain,
      seen,
      vertebrae: chain.bodies.map((body) =>
        vertebrae.findIndex(({ sightings }) => sightings.some((sighting) => sighting.body === body)),
      ),
    })),
  };
}

function distanceTo(sighting: Sighting | undefined, body: SeenBody): number {
  if (!sighting) return Infinity;
  const { place } = sighting.body;
  return Math.hypot(place.back - body.place.back, place.down - body.place.down);
}

/** Where most of it is seen: the larger the body in a slice, the more that slice says. */
function middleOf(sightings: readonly Sighting[]): SidePoint {
  const total = sightings.reduce((sum, { body }) => sum + body.area, 0);
  const mean = (of: (body: SeenBody) => number) =>
    sightings.reduce((sum, { body }) => sum + body.area * of(body), 0) / total;
  return { back: mean(({ place }) => place.back), down: mean(({ place }) => place.down) };
}
