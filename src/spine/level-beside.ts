import { pixelToPatient } from '../dicom/geometry.ts';
import type { Slice, Vector3 } from '../dicom/image.ts';
import { add, dot, length, scale, subtract } from '../dicom/vector.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';
import type { LocatedLevel, LocatedOutline } from './localiser.ts';

/** Millimetres along the spine; half of the way to the next body, of which the tallest are some 40 mm apart. */
const FARTHEST = 20;

/**
 * The level whose body lies beside an outline: the nearest along the spine, whose direction is that from the body
 * above to the one below. Undefined when none is near, or when the images do not say where they are.
 */
export function levelBeside(
  { outline, sliceIndex }: LocatedOutline,
  levels: readonly LocatedLevel[],
  slices: readonly Slice[],
): Level | undefined {
  const place = centreOf(outline.polygon, slices[sliceIndex]);
  const bodies = LEVELS.flatMap((level) => {
    const centres = levels
      .filter((located) => located.level === level)
      .map(({ roi, sliceIndex: at }) => centreOf(roi.polygon, slices[at]))
      .filter((centre) => centre !== undefined);
    return centres.length > 0 ? [{ level, centre: meanOf(centres) }] : [];
  });
  if (!place) return undefined;
  const distances = bodies.map(({ level, centre }, at) => {
    const [above, below] = [bodies[at - 1]?.centre ?? centre, bodies[at + 1]?.centre ?? centre];
    const way = subtract(below, above);
    const along = length(way) > 0 ? dot(subtract(place, centre), scale(way, 1 / length(way))) : Infinity;
    return { level, distance: Math.abs(along) };
  });
  const [nearest] = distances.toSorted((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= FARTHEST ? nearest.level : undefined;
}

function centreOf(polygon: readonly (readonly [number, number])[], slice: Slice | undefined) {
  const plane = slice?.header.plane;
  return plane && meanOf(polygon.map(([column, row]) => pixelToPatient(plane, [column, row])));
}

function meanOf(points: readonly Vector3[]): Vector3 {
  return scale(
    points.reduce((sum, point) => add(sum, point)),
    1 / points.length,
  );
}
