import type { BodyCorners } from '../../mscore/measurement.ts';
import { toMillimetres, type Point, type Polygon, type Spacing } from '../outline.ts';

/** Heights and depth of a body, millimetres (Genant 1993, J Bone Miner Res 8:1137: Ha, Hm, Hp). */
export interface BodyShape {
  readonly corners: BodyCorners;
  readonly anteriorHeight: number;
  readonly middleHeight: number;
  readonly posteriorHeight: number;
  readonly depth: number;
}

/** Share of the depth around its middle over which the middle height is taken. */
const MIDDLE = 0.12;

/**
 * Shape of a body from its outline.
 *
 * @param down direction of the spine at this body, in millimetres of the image plane, from above
 * @param back direction to the back of the patient, likewise
 */
export function bodyShape(outline: Polygon, spacing: Spacing, down: Point, back: Point): BodyShape {
  const points = toMillimetres(outline, spacing);
  const axis = unit(down);
  // At right angles to the spine, on the side where the back is.
  const side: Point = [-axis[1], axis[0]];
  const depthAxis: Point = side[0] * back[0] + side[1] * back[1] < 0 ? [axis[1], -axis[0]] : side;
  const along = points.map((point) => dot(point, axis));
  const across = points.map((point) => dot(point, depthAxis));
  const [top, bottom] = [Math.min(...along), Math.max(...along)];
  const [front, rear] = [Math.min(...across), Math.max(...across)];
  const corner = (lower: 1 | -1, posterior: 1 | -1): number =>
    best(points, (_, i) => {
      const v = ((along[i] ?? 0) - (top + bottom) / 2) / (bottom - top);
      const u = ((across[i] ?? 0) - (front + rear) / 2) / (rear - front);
      return lower * v + posterior * u;
    });
  const [as, ps, pi, ai] = [corner(-1, -1), corner(-1, 1), corner(1, 1), corner(1, -1)];
  const at = (i: number): [number, number] => {
    const [column, row] = outline[i] ?? [0, 0];
    return [column, row];
  };
  const apart = (i: number, j: number) => Math.abs((along[i] ?? 0) - (along[j] ?? 0));
  const middle = (front + rear) / 2;
  const inMiddle = along.filter((_, i) => Math.abs((across[i] ?? 0) - middle) < MIDDLE * (rear - front));
  return {
    corners: {
      anteriorSuperior: at(as),
      posteriorSuperior: at(ps),
      posteriorInferior: at(pi),
      anteriorInferior: at(ai),
    },
    anteriorHeight: apart(as, ai),
    middleHeight: inMiddle.length > 0 ? Math.max(...inMiddle) - Math.min(...inMiddle) : bottom - top,
    posteriorHeight: apart(ps, pi),
    depth: rear - front,
  };
}

function best(points: Polygon, score: (point: Point, i: number) => number): number {
  const scores = points.map(score);
  return scores.indexOf(Math.max(...scores));
}

function unit([x, y]: Point): Point {
  const length = Math.hypot(x, y) || 1;
  return [x / length, y / length];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1];
}
