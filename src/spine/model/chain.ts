import type { SeenBody } from './bodies.ts';
import type { SeenSacrum } from './sacrum.ts';

/** The spine of one slice: its bodies from below, and which of them is L5 by each cue. */
export interface Chain {
  /** From below. */
  readonly bodies: readonly SeenBody[];
  /** Index of the body that stands on the sacrum; undefined where no sacrum is seen or nothing stands on it. */
  readonly bySacrum: number | undefined;
  /** Index of the body that looks like L5; undefined where none or several do. */
  readonly byLook: number | undefined;
}

/** Millimetres from one body's centre to the next. */
const STEP = { min: 17, max: 55 } as const;
/** How far the spine may lean: sideways over upwards. */
const STEEPEST = 0.9;
/** How the areas of neighbours may differ. */
const ALIKE = { min: 0.5, max: 1.8 } as const;
/** mm²; a body of this size and more counts in full. */
const FULL_BODY = 470;
/** Millimetres from the centre of L5 to the nearest point of the sacrum; L4 is 50 away. */
const ONTO_SACRUM = 36;
/** mm²; less may be the rest of a lumbar body at the edge of the image. S1 alone has some 600. */
const SACRUM = 650;
/** Millimetres from the centre of L5 to the far end of the sacrum; to that of a lumbar body it is 45. */
const LENGTH_OF_SACRUM = 52;
const LOOKS_LIKE = 0.5;

/**
 * The best-connected row of bodies: by dynamic programming, the row with the most bone in which each body
 * stands above the one before at the distance and with the size of a neighbour.
 */
export function chainOf(bodies: readonly SeenBody[], sacrum: SeenSacrum | undefined): Chain {
  const above = bodies.filter((body) => !sacrum || body.place.down < sacrum.place.down);
  const chain = longestRow(above);
  const [lowest] = chain;
  // The lower edge of a body that the image cuts is easily taken for the top of a sacrum.
  const whole = lowest && sacrum && sacrum.area >= SACRUM && farthest(lowest, sacrum) >= LENGTH_OF_SACRUM;
  const stands = whole && !lowest.cut && distanceTo(lowest, sacrum) <= ONTO_SACRUM;
  const alike = chain.flatMap((body, i) => (body.l5 >= LOOKS_LIKE ? [i] : []));
  return {
    bodies: chain,
    bySacrum: stands ? 0 : undefined,
    byLook: alike.length === 1 ? alike[0] : undefined,
  };
}

function distanceTo({ place }: SeenBody, { points }: SeenSacrum): number {
  return Math.min(...points.map((point) => Math.hypot(point.back - place.back, point.down - place.down)));
}

function farthest({ place }: SeenBody, { points }: SeenSacrum): number {
  return Math.max(...points.map((point) => Math.hypot(point.back - place.back, point.down - place.down)));
}

interface Row {
  readonly score: number;
  /** From above to below. */
  readonly bodies: readonly SeenBody[];
}

/** @param bodies from above */
function longestRow(bodies: readonly SeenBody[]): SeenBody[] {
  const rows: Row[] = [];
  for (const body of bodies) {
    const own = Math.min(1.5, body.area / FULL_BODY) * body.bone;
    const before = rows.filter((row) => fits(row.bodies.at(-1), body));
    const best = before.reduce<Row>((a, b) => (b.score > a.score ? b : a), { score: 0, bodies: [] });
    rows.push({ score: best.score + own, bodies: [...best.bodies, body] });
  }
  const best = rows.reduce<Row>((a, b) => (b.score > a.score ? b : a), { score: 0, bodies: [] });
  return best.bodies.toReversed();
}

function fits(upper: SeenBody | undefined, lower: SeenBody): boolean {
  if (upper === undefined) return false;
  const down = lower.place.down - upper.place.down;
  const back = lower.place.back - upper.place.back;
  const distance = Math.hypot(down, back);
  const ratio = lower.area / upper.area;
  return (
    distance > STEP.min &&
    distance < STEP.max &&
    Math.abs(back) < STEEPEST * down &&
    ratio > ALIKE.min &&
    ratio < ALIKE.max
  );
}
