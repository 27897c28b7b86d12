import type { Slice } from '../../src/dicom/image.ts';
import { average } from '../../src/mscore/arithmetic.ts';
import { componentsOf } from '../../src/spine/mask-components.ts';

/** Classes of vertebral bodies in the masks, as in model/localiser/classes.py. */
export const BODIES = [1, 5, 7];
const L5 = 5;
const NAMES = ['L5', 'L4', 'L3', 'L2', 'L1'];
/** A body of which nobody can say which it is. */
export const UNKNOWN = '?';
/** Pixels of 0.94 mm from one body to the next. */
const LARGEST_STEP = 50;
/** Pixels; what is smaller is a scrap of a mask. */
const SMALLEST = 60;

/** The name of the vertebra that each pixel belongs to; undefined where the slice shows no L5 to count from. */
export function namesOf(classes: Uint8Array, slice: Slice | undefined): (string | undefined)[] | undefined {
  if (!slice || !classes.includes(L5)) return undefined;
  const { rows, columns } = slice.header.pixels;
  const size = { rows, columns };
  const mask = classes.map((name) => Number(BODIES.includes(name)));
  const middle = (pixels: readonly number[]) => average(pixels.map((pixel) => Math.floor(pixel / columns)));
  const bodies = componentsOf(mask, size)
    .filter((pixels) => pixels.length > SMALLEST)
    .toSorted((a, b) => middle(b) - middle(a));
  const names: (string | undefined)[] = Array.from({ length: classes.length });
  const from = bodies.findIndex((pixels) => pixels.some((pixel) => classes[pixel] === L5));
  let known = true;
  let last = middle(bodies[from] ?? []);
  for (const [i, pixels] of bodies.slice(from).entries()) {
    // A mask that is missing here must not move the names above it.
    known &&= last - middle(pixels) <= LARGEST_STEP;
    last = middle(pixels);
    for (const pixel of pixels) names[pixel] = known ? NAMES[i] : UNKNOWN;
  }
  return names;
}
