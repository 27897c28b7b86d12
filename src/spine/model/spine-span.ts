import { partOf } from './canonical-view.ts';
import { placing, type SeenSlice, type ShownSlice, type StackAxes } from './seen-slice.ts';

/** Where a spine lies between belly and skin of the back: SidePoint.back, millimetres. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Millimetres from the middle of a body: half its depth, and what the net wants to see in front of it. */
const BEFORE_BODY = 50;
/** The canal, the spinous processes, and some more. */
const BEHIND_BODY = 70;
/** Millimetres around the sacrum. */
const AROUND_SACRUM = 30;

/** What the bodies and sacra of some slices take up, with their surroundings; undefined where none is seen. */
export function spanOf(seen: readonly SeenSlice[]): Span | undefined {
  const bodies = seen.flatMap((slice) => slice.bodies.map(({ place }) => place.back));
  if (bodies.length === 0) return undefined;
  let [from, to] = [Math.min(...bodies) - BEFORE_BODY, Math.max(...bodies) + BEHIND_BODY];
  for (const { back } of seen.flatMap(({ sacrum }) => sacrum?.points ?? [])) {
    from = Math.min(from, back - AROUND_SACRUM);
    to = Math.max(to, back + AROUND_SACRUM);
  }
  return { from, to };
}

/** The part of a view that shows the span: the net's time goes with the area. All of it where there is no such part. */
export function withinSpan(shown: ShownSlice, { from, to }: Span, axes: StackAxes): ShownSlice {
  const { view, slice } = shown;
  const { plane } = slice.header;
  if (!plane) return shown;
  const first = placing(plane, view, axes)([0, 0]).back;
  const left = Math.max(0, Math.floor((from - first) / view.millimetres));
  const right = Math.min(view.columns, Math.ceil((to - first) / view.millimetres) + 1);
  return left < right ? { ...shown, view: partOf(view, left, right) } : shown;
}
