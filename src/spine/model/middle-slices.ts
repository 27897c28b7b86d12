import type { Sighting, Vertebra } from './vertebrae.ts';

/** Canal behind a body, mm, below which a slice shows nothing of the midline. */
const LEAST_CANAL = 3;
/** A neighbouring slice is as good as the middle one while it lies this near, mm, and shows this much of the body. */
const NEIGHBOUR = { distance: 7, area: 0.8 } as const;

/**
 * The slices that a vertebra is measured on: that through the middle of the spinal canal behind it, and one
 * on each side where it shows as much of the body. Each vertebra has its own, because a spine may be crooked
 * and a stack off centre. Empty when no slice shows canal behind the body: the midline is not in the stack.
 */
export function middleSightings({ sightings }: Vertebra): Sighting[] {
  const middle = middleOfCanal(sightings);
  if (middle === undefined) return [];
  const nearest = sightings.reduce((best, next) =>
    Math.abs(next.seen.across - middle) < Math.abs(best.seen.across - middle) ? next : best,
  );
  if (nearest.body.cut) return [];
  const at = sightings.indexOf(nearest);
  return [sightings[at - 1], nearest, sightings[at + 1]].filter(
    (sighting): sighting is Sighting =>
      sighting !== undefined &&
      !sighting.body.cut &&
      Math.abs(sighting.seen.across - nearest.seen.across) <= NEIGHBOUR.distance &&
      sighting.body.area >= NEIGHBOUR.area * nearest.body.area,
  );
}

/** Place along the normal; the deeper the canal in a slice, the more that slice says. */
function middleOfCanal(sightings: readonly Sighting[]): number | undefined {
  const weights = sightings.map(({ body: { canal } }) => (canal >= LEAST_CANAL ? canal ** 2 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return undefined;
  return sightings.reduce((sum, { seen }, i) => sum + (weights[i] ?? 0) * seen.across, 0) / total;
}
