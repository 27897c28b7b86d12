import { normal, pixelToPatient } from '../dicom/geometry.ts';
import type { ImagePlane, Slice, Vector3 } from '../dicom/image.ts';
import { add, dot, length, scale, subtract } from '../dicom/vector.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';
import type { LocatedLevel } from './localiser.ts';
import { rasterise, type Polygon } from './outline.ts';

/** Millimetres from one lumbar body to the next, wide enough for any adult and any place of the ROI in it. */
const STEP = { min: 15, max: 60 } as const;
/** Millimetres of height between ROIs of one level on several slices; a body is some 25 mm high. */
const SAME_HEIGHT = 12;
/** Share of the smaller outline: bodies drawn by hand may touch where the disc is gone. */
const LARGEST_OVERLAP = 0.1;

/**
 * What about these levels no lumbar spine can have, in words; empty when they are plausible. Head to foot
 * in order, at the distance of neighbouring vertebrae as seen from the side, one level at one height, and
 * no two in one place. Slices that do not say where they are are only checked for the last.
 */
export function implausibilities(levels: readonly LocatedLevel[], slices: readonly Slice[]): string[] {
  const placed = levels.flatMap((located) => {
    const plane = slices[located.sliceIndex]?.header.plane;
    return plane ? [{ level: located.level, plane, center: centerOf(located.roi.polygon, plane) }] : [];
  });
  const byLevel = Map.groupBy(placed, ({ level }) => level);
  const inOrder = LEVELS.flatMap((level) => {
    const found = byLevel.get(level) ?? [];
    return found[0]
      ? [{ level, plane: found[0].plane, center: mean(found.map(({ center }) => center)) }]
      : [];
  });
  return [
    ...[...byLevel].flatMap(([level, found]) => heightProblem(level, found) ?? []),
    ...inOrder.slice(1).flatMap((lower, i) => {
      const upper = inOrder[i];
      return upper ? (stepProblem(upper, lower) ?? []) : [];
    }),
    ...overlapProblems(levels, slices),
  ];
}

interface Placed {
  readonly level: Level;
  readonly plane: ImagePlane;
  /** Millimetres of the patient. */
  readonly center: Vector3;
}

function heightProblem(level: Level, found: readonly Placed[]): string | undefined {
  const heights = found.map(({ center }) => center[2]);
  const apart = Math.max(...heights) - Math.min(...heights);
  return apart > SAME_HEIGHT ? `${level} at heights ${Math.round(apart)} mm apart` : undefined;
}

/** `upper` should be above `lower`: +z of the patient is towards the head. */
function stepProblem(upper: Placed, lower: Placed): string | undefined {
  if (upper.center[2] <= lower.center[2]) return `${lower.level} is not below ${upper.level}`;
  const steps = LEVELS.indexOf(lower.level) - LEVELS.indexOf(upper.level);
  const step = distanceFromTheSide(upper, lower) / steps;
  if (step >= STEP.min && step <= STEP.max) return undefined;
  return `${upper.level} and ${lower.level} are ${Math.round(step * steps)} mm apart`;
}

/** Slices apart do not count: the same body four times would be four bodies. */
function distanceFromTheSide(a: Placed, b: Placed): number {
  const across = normal(a.plane);
  const offset = subtract(b.center, a.center);
  return length(subtract(offset, scale(across, dot(offset, across))));
}

function overlapProblems(levels: readonly LocatedLevel[], slices: readonly Slice[]): string[] {
  const drawn = levels.map(({ level, sliceIndex, roi, body }) => {
    const size = slices[sliceIndex]?.header.pixels;
    const outlines = [roi, ...(body ? [body] : [])];
    return {
      level,
      sliceIndex,
      areas: size ? outlines.map(({ polygon }) => new Set(rasterise(polygon, size))) : [],
    };
  });
  return drawn.flatMap((a, i) =>
    drawn
      .slice(i + 1)
      .filter((b) => b.level !== a.level && b.sliceIndex === a.sliceIndex)
      .filter((b) => a.areas.some((area) => b.areas.some((other) => overlap(area, other) > LARGEST_OVERLAP)))
      .map((b) => `${a.level} and ${b.level} overlap`),
  );
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  return a.intersection(b).size / Math.min(a.size, b.size);
}

function centerOf(polygon: Polygon, plane: ImagePlane): Vector3 {
  return mean(polygon.map((point) => pixelToPatient(plane, point)));
}

function mean(points: readonly Vector3[]): Vector3 {
  return scale(
    points.reduce((sum, point) => add(sum, point)),
    1 / points.length,
  );
}
