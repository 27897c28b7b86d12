import { middleOf, type Point, type Polygon } from '../../spine/outline.ts';
import type { Size } from './view-port.ts';

/** CSS pixels from a side to the knob: beyond the reach of the handles beside it, also on a ROI of a few pixels. */
const KNOB_GAP = 26;

/** A side of what is chosen, and where its knob would be; CSS pixels of the stage. */
export interface Side {
  readonly middle: Point;
  readonly knob: Point;
}

export function sidesOf(corners: Polygon): Side[] {
  const center = middleOf(corners);
  return corners.map((corner, at) => {
    const middle = middleOf([corner, corners[(at + 1) % corners.length] ?? corner]);
    return { middle, knob: further(middle, center, KNOB_GAP) };
  });
}

/** Index of the side with the uppermost knob: of those that are seen, where any is. */
export function uppermost(sides: readonly Side[], { width, height }: Size): number {
  const seen = sides.filter(({ knob: [x, y] }) => x >= 0 && y >= 0 && x <= width && y <= height);
  const candidates = seen.length > 0 ? seen : sides;
  const best = candidates.reduce((upper, side) => (side.knob[1] < upper.knob[1] ? side : upper));
  return sides.indexOf(best);
}

/** A point moved away from another by so many pixels. */
export function further([x, y]: Point, [fromX, fromY]: Point, by: number): Point {
  const away = Math.hypot(x - fromX, y - fromY) || 1;
  return [x + ((x - fromX) / away) * by, y + ((y - fromY) / away) * by];
}
